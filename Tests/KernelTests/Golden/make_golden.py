"""Small reference cases computed by PyTorch in float64 and stored as float32.

Run:  pip install torch safetensors numpy && python make_golden.py
Writes one .safetensors file per case beside this script. Layouts are PyTorch's: images NCHW, Conv2d
weights [out, in, kh, kw], ConvTranspose2d weights [in, out, kh, kw], Linear weights [out, in].
Every case holds its inputs, its output y, a gradient gy of y, and the gradients d<input> of sum(y gy).
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
FOLDER = pathlib.Path(__file__).parent


def save(name, tensors, **metadata):
    flat = {k: v.detach().to(torch.float32).contiguous() for k, v in tensors.items()}
    text = {k: json.dumps(v) for k, v in metadata.items()}
    save_file(flat, FOLDER / f"{name}.safetensors", metadata=text)


def with_gradients(f, **inputs):
    leaves = {k: v.clone().requires_grad_() for k, v in inputs.items()}
    y = f(**leaves)
    gy = torch.randn_like(y)
    y.backward(gy)
    return dict(inputs, y=y, gy=gy, **{"d" + k: v.grad for k, v in leaves.items()})


def convolutions():
    # images, channels in, height, width, channels out, kernel, stride, padding
    for i, (n, ci, h, w, co, k, s, p) in enumerate([
        (2, 3, 12, 8, 17, 4, 2, 1), (1, 18, 7, 9, 5, 3, 1, 1), (1, 5, 9, 6, 33, 2, 3, 0),
        (2, 2, 3, 3, 4, 5, 1, 2), (3, 1, 1, 1, 2, 1, 1, 0),
    ]):
        save(
            f"conv2d_{i:02d}",
            with_gradients(
                lambda x, w, b: F.conv2d(x, w, b, stride=s, padding=p),
                x=torch.randn(n, ci, h, w), b=torch.randn(co),
                w=torch.randn(co, ci, k, k) / math.sqrt(ci * k * k)),
            op="conv2d", stride=s, padding=p)
    for i, (n, ci, h, w, co, k, s, p) in enumerate([
        (2, 17, 6, 4, 3, 4, 2, 1), (1, 5, 3, 4, 18, 3, 1, 1), (1, 6, 3, 2, 4, 2, 3, 0),
        (1, 9, 4, 3, 5, 5, 2, 2), (1, 1, 1, 1, 3, 4, 1, 0),
    ]):
        save(
            f"conv_transpose2d_{i:02d}",
            with_gradients(
                lambda x, w, b: F.conv_transpose2d(x, w, b, stride=s, padding=p),
                x=torch.randn(n, ci, h, w), b=torch.randn(co),
                w=torch.randn(ci, co, k, k) / math.sqrt(ci * k * k / (s * s))),
            op="conv_transpose2d", stride=s, padding=p)


def linears():
    for i, (n, ci, co) in enumerate([(7, 33, 18), (1, 1, 1), (5, 4, 65)]):
        save(
            f"linear_{i:02d}",
            with_gradients(
                lambda x, w, b: F.linear(x, w, b),
                x=torch.randn(n, ci), b=torch.randn(co), w=torch.randn(co, ci) / math.sqrt(ci)),
            op="linear")


def activations():
    x = torch.cat([torch.tensor([-90.0, -20.0, -1.0, 0.0, 1.0, 20.0, 90.0]), 3 * torch.randn(30)])
    for name, f in {
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2), "silu": F.silu, "sigmoid": torch.sigmoid,
    }.items():
        save(f"act_{name}", with_gradients(lambda x: f(x), x=x), op=name)


def normalisations():
    # images, channels, height, width, groups
    for i, (n, c, h, w, g) in enumerate([(2, 16, 4, 4, 4), (1, 9, 3, 5, 3), (3, 5, 2, 2, 1)]):
        save(
            f"group_norm_{i:02d}",
            with_gradients(
                lambda x, w, b: F.group_norm(x, g, w, b, eps=1e-5),
                x=3 * torch.randn(n, c, h, w) + 1, w=torch.randn(c), b=torch.randn(c)),
            op="group_norm", groups=g)


def latents():
    mu, logvar, eps = torch.randn(3, 9), 2 * torch.randn(3, 9) - 1, torch.randn(3, 9)
    sample = with_gradients(
        lambda mu, logvar: mu + torch.exp(logvar / 2) * eps, mu=mu, logvar=logvar)
    save("reparameterise", sample | {"eps": eps}, op="mu + exp(logvar / 2) eps")
    save(
        "kl_standard_normal",
        with_gradients(
            lambda mu, logvar: 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(1),
            mu=mu, logvar=logvar),
        op="KL(N(mu, exp(logvar)) | N(0, I)) summed over latents")


def likelihoods():
    sides, levels = (1, 2, 3), 255

    def logistic(x, m, s):
        inverse, half = torch.exp(-s), 0.5 / levels
        a, b = (x + half - m) * inverse, (x - half - m) * inverse
        between = torch.log((torch.sigmoid(a) - torch.sigmoid(b)).clamp_min(1e-12))
        upper = torch.where(x > 1 - half, F.logsigmoid(-b), between)
        return -torch.where(x < half, F.logsigmoid(a), upper).sum(sides)

    x, r = torch.rand(3, 3, 4, 5), torch.randn(3, 3, 4, 5)
    for name, f in {
        "bce_with_logits":
            lambda r: F.binary_cross_entropy_with_logits(r, x, reduction="none").sum(sides),
        "squared_error": lambda r: ((r - x) ** 2).sum(sides),
        "gaussian_optimal_sigma": lambda r: (
            x.numel() / 2 * (torch.log(2 * math.pi * ((r - x) ** 2).mean()) + 1)).reshape(1),
    }.items():
        save(name, with_gradients(lambda r: f(r), r=r) | {"x": x}, op=name)
    x = torch.randint(0, levels + 1, (3, 3, 4, 5)) / levels
    x[0, 0, 0, :4] = torch.tensor([0.0, 1.0, 0.0, 1.0])
    save(
        "discretised_logistic",
        with_gradients(
            lambda m, s: logistic(x, m, s), m=torch.rand(x.shape), s=torch.randn(x.shape) / 2 - 2)
        | {"x": x}, op="the mass of a logistic distribution on one of 256 levels")


def optimisers():
    for name, decay in [("adam", 0.0), ("adamw", 0.01)]:
        start, gradients = torch.randn(19), torch.randn(10, 19)
        weights = start.clone().requires_grad_()
        optimiser = torch.optim.AdamW([weights], lr=1e-3, weight_decay=decay)
        steps = []
        for gradient in gradients:
            weights.grad = gradient.clone()
            optimiser.step()
            steps.append(weights.detach().clone())
        save(
            f"optimiser_{name}", {"p0": start, "grads": gradients, "p": torch.stack(steps)},
            op="AdamW", weight_decay=decay)


if __name__ == "__main__":
    convolutions()
    linears()
    activations()
    normalisations()
    latents()
    likelihoods()
    optimisers()
