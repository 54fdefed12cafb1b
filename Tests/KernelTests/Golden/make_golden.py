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


if __name__ == "__main__":
    convolutions()
    linears()
