"""A model that `vae-img export torch` wrote, in PyTorch: encode and decode, pictures as (count, channels, y, x) in 0...1.

    from torch_model import TorchModel
    model = TorchModel("torch.safetensors")
    mean, log_variance = model.encode(pictures)
    pictures = model.decode(mean)
"""
import json
import torch.nn.functional as F
from safetensors import safe_open


class TorchModel:
    def __init__(self, path):
        with safe_open(path, "pt") as file:
            self.weights, self.notes = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()
        self.layers, self.code = json.loads(self.notes["layers"]), json.loads(self.notes["code"])

    def through(self, part, x):
        values = [x]
        for layer in self.layers[part]:
            own = {key.removeprefix(layer["name"] + "."): value for key, value in self.weights.items()
                   if key.rpartition(".")[0] in (layer["name"], layer["name"] + ".norm")}
            if layer["kind"] == "linear":
                y = F.linear(values[-1].flatten(1), own["weight"], own.get("bias")).unflatten(1, layer["shape"])
            else:
                y = getattr(F, layer["kind"])(values[-1], own["weight"], own.get("bias"), layer["stride"], layer["padding"])
            y = y + values[-2] if layer["adds_skip"] else y
            y = F.group_norm(y, layer["groups"], own["norm.weight"], own["norm.bias"]) if layer["groups"] else y
            values.append(F.silu(y) if layer["activation"] == "silu" else y)
        return values[-1]

    def encode(self, pictures):
        mean, log_variance = self.through("encoder", pictures).permute(0, 2, 3, 1).chunk(2, 3)
        return mean.flatten(1), log_variance.flatten(1).clamp(-12, 8)

    def decode(self, codes):
        outputs = self.through("decoder", codes.unflatten(1, self.code).permute(0, 3, 1, 2))
        return outputs.sigmoid() if self.notes["likelihood"] == "bernoulli" else outputs.clamp(0, 1)
