"""Reference numbers for whole models, computed by PyTorch in float64 and stored as float32.

Run:  pip install torch safetensors numpy && python make_golden.py
Writes train_<model>.safetensors beside this script: pictures, noise, first parameters, the gradients of the
first step, and the losses of ten steps of AdamW. Layouts are PyTorch's: images NCHW, Conv2d weights
[out, in, kh, kw], ConvTranspose2d weights [in, out, kh, kw], Linear [out, in], flattened NCHW; the noise of a
map is NHWC. Parameters have the names that vae-img gives them; a norm is gamma above beta.
"""
import math, torch, torch.nn as nn, torch.nn.functional as F
from safetensors.torch import save_file

torch.set_default_dtype(torch.float64)
HEIGHT, WIDTH, FILTERS, IMAGES, STEPS = 8, 12, 8, 4, 10
# Of the whole picture; in a map, of each of 2x3 places.
LATENTS = {"standard": 5, "deep": 5, "map": 2}
BETA, RATE, DECAY, CLIP = 0.7, 1e-3, 0.01, 1.0


def normal(*shape, fan_in):
    return (torch.randn(*shape) / math.sqrt(fan_in)).requires_grad_()


class Model:
    def __init__(self, name):
        c1, c2 = FILTERS, 2 * FILTERS
        residual, latents = name == "deep", LATENTS[name]
        self.residual, self.is_map, self.low = residual, name == "map", (c2, HEIGHT // 4, WIDTH // 4)
        # A map's head and stem are convolutions of 1x1.
        code, window = (c2, (1, 1)) if self.is_map else (c2 * HEIGHT * WIDTH // 16, ())
        self.p = {
            "encoder.0.weight": normal(c1, 3, 4, 4, fan_in=48),
            "encoder.1.weight": normal(c2, c1, 4, 4, fan_in=16 * c1),
            "head.weight": normal(2 * latents, code, *window, fan_in=code),
            "head.bias": normal(2 * latents, fan_in=100),
            # Towards a map this is a Conv2d too, from latents to channels.
            "stem.weight": normal(code, latents, *window, fan_in=latents),
            "decoder.1.weight": normal(c2, c1, 4, 4, fan_in=4 * c2),
            "decoder.0.weight": normal(c1, 3, 4, 4, fan_in=4 * c1),
            "decoder.0.bias": normal(3, fan_in=100),
        }
        normed = {"encoder.0": c1, "encoder.1": c2, "stem": c2, "decoder.1": c1}
        if residual:
            for name, c in list(normed.items()):
                normed[name + ".inner"] = c
                self.p[name + ".inner.weight"] = normal(c, c, 3, 3, fan_in=9 * c)
                self.p[name + ".join.weight"] = normal(c, c, 3, 3, fan_in=9 * c)
                self.p[name + ".join.bias"] = normal(c, fan_in=100)
        for name, c in normed.items():
            self.p[name + ".norm"] = (torch.stack([torch.ones(c), torch.zeros(c)]) + 0.1 * torch.randn(2, c)).requires_grad_()

    def norm(self, name, x):
        gamma, beta = self.p[name + ".norm"]
        return F.silu(F.group_norm(x, 8, gamma, beta, 1e-5))

    def block(self, name, x):
        if not self.residual:
            return x
        p = self.p
        y = self.norm(name + ".inner", F.conv2d(x, p[name + ".inner.weight"], padding=1))
        return x + F.conv2d(y, p[name + ".join.weight"], p[name + ".join.bias"], padding=1)

    def loss(self, x, eps, variance):
        p, h = self.p, x
        for i in range(2):
            h = self.block(f"encoder.{i}", self.norm(f"encoder.{i}", F.conv2d(h, p[f"encoder.{i}.weight"], stride=2, padding=1)))
        affine = F.conv2d if self.is_map else F.linear
        mean, logvar = affine(h if self.is_map else h.flatten(1), p["head.weight"], p["head.bias"]).chunk(2, 1)
        h = affine(mean + torch.exp(0.5 * logvar) * eps, p["stem.weight"]).view(-1, *self.low)
        h = self.block("stem", self.norm("stem", h))
        h = self.block("decoder.1", self.norm("decoder.1", F.conv_transpose2d(h, p["decoder.1.weight"], stride=2, padding=1)))
        r = F.conv_transpose2d(h, p["decoder.0.weight"], p["decoder.0.bias"], stride=2, padding=1)
        divergence = -0.5 * (1 + logvar - mean**2 - logvar.exp()).flatten(1).sum(1).mean()
        # The Gaussian at the running variance, in nats a picture; and the variance that is best for the batch.
        error = ((r - x) ** 2).mean()
        nats = 0.5 * x[0].numel() * (math.log(2 * math.pi * variance) + error / variance)
        return nats + BETA * divergence, error.item()


for name, latents in LATENTS.items():
    torch.manual_seed(11)
    model = Model(name)
    places = (HEIGHT // 4, WIDTH // 4) if model.is_map else ()
    x, eps = torch.rand(IMAGES, 3, HEIGHT, WIDTH), torch.randn(STEPS, IMAGES, *places, latents)
    x, eps = x.float().double(), eps.float().double()
    for v in model.p.values():
        v.data = v.data.float().double()
    out = {"x": x, "eps": eps} | {k: v.detach().clone() for k, v in model.p.items()}
    weights = [v for k, v in model.p.items() if k.endswith(".weight")]
    vectors = [v for k, v in model.p.items() if not k.endswith(".weight")]
    optimiser = torch.optim.AdamW([{"params": weights, "weight_decay": DECAY}, {"params": vectors, "weight_decay": 0.0}], lr=RATE)
    losses, variance = [], 0.1
    for step in range(STEPS):
        optimiser.zero_grad()
        loss, error = model.loss(x, eps[step].permute(0, 3, 1, 2) if model.is_map else eps[step], variance)
        variance += max(9 / (step + 9), 0.01) * (error - variance)
        loss.backward()
        if step == 0:
            out |= {"grad." + k: v.grad.clone() for k, v in model.p.items()}
        nn.utils.clip_grad_norm_(model.p.values(), CLIP)
        optimiser.step()
        losses.append(loss.item())
    out["losses"] = torch.tensor(losses)
    save_file({k: v.float().contiguous() for k, v in out.items()}, f"train_{name}.safetensors")
