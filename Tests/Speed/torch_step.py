"""The model of `vae-img bench train` in PyTorch, a step at a time: the other side of race.py.

    torch_step.py SIZE BATCH CODE PRESET THREADS     for each line on standard input: trains for two seconds, prints pictures a second

Of eager and compiled steps, of both memory layouts, the fastest is taken; the first line that it prints says which.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """What a deep model has after each stage but the last: two 3x3 convolutions, added to what they are of."""

    def __init__(self, channels):
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.GroupNorm(8, channels), nn.SiLU(),
                                   nn.Conv2d(channels, channels, 3, 1, 1))

    def forward(self, x):
        return x + self.inner(x)


class Model(nn.Module):
    """4x4 stride-2 convolutions from 32 filters on, GroupNorm(8) and SiLU; 1x1 to a map of 8 latents a place, or affine to 128."""

    def __init__(self, size, code, preset):
        super().__init__()
        least, channels, layers = 6 if code == "map" else 4, 3, []
        side, widths = size, []
        while side // 2 >= least or not widths:
            side //= 2
            widths.append(min(32 << len(widths), 256))
            layers += self.stage(nn.Conv2d(channels, widths[-1], 4, 2, 1, bias=False), widths[-1], preset)
            channels = widths[-1]
        self.encoder = nn.Sequential(*layers)
        if code == "map":
            self.head, stem = nn.Conv2d(channels, 16, 1), nn.Conv2d(8, channels, 1, bias=False)
        else:
            inner = channels * side * side
            self.head = nn.Sequential(nn.Flatten(), nn.Linear(inner, 256))
            stem = nn.Sequential(nn.Linear(128, inner, bias=False), nn.Unflatten(1, (channels, side, side)))
        layers = self.stage(stem, channels, preset)
        for width in widths[-2::-1]:
            layers += self.stage(nn.ConvTranspose2d(channels, width, 4, 2, 1, bias=False), width, preset)
            channels = width
        self.decoder = nn.Sequential(*layers, nn.ConvTranspose2d(channels, 3, 4, 2, 1))

    @staticmethod
    def stage(layer, channels, preset):
        return [layer, nn.GroupNorm(8, channels), nn.SiLU()] + ([Block(channels)] if preset == "deep" else [])

    def forward(self, x):
        """The negated bound of a Gaussian at its best width, in nats a picture, but for a constant."""
        mean, log_variance = self.head(self.encoder(x)).chunk(2, 1)
        y = self.decoder(mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean))
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / len(x)
        return 0.5 * x[0].numel() * torch.log(F.mse_loss(y, x)) + divergence


class Way:
    def __init__(self, size, batch, code, preset, channels_last, compiled):
        torch.manual_seed(0)
        layout = torch.channels_last if channels_last else torch.contiguous_format
        self.name = f"{'compiled' if compiled else 'eager'}, {'channels last' if channels_last else 'channels first'}"
        self.batch = batch
        self.pixels = torch.rand(batch, 3, size, size).contiguous(memory_format=layout)
        self.model = Model(size, code, preset).to(memory_format=layout)
        self.loss = torch.compile(self.model) if compiled else self.model
        self.optimiser = torch.optim.AdamW(self.model.parameters(), 1e-3, fused=True)
        for _ in range(3):
            self.step()

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        self.loss(self.pixels).backward()
        self.optimiser.step()

    def speed(self, seconds=2.0):
        """The median of the steps of so long."""
        times, start = [], time.perf_counter()
        while time.perf_counter() - start < seconds or len(times) < 3:
            begin = time.perf_counter()
            self.step()
            times.append(time.perf_counter() - begin)
        return self.batch / sorted(times)[len(times) // 2]


def main():
    size, batch, threads = (int(sys.argv[i]) for i in (1, 2, 5))
    code, preset = sys.argv[3:5]
    torch.set_num_threads(threads)
    ways = []
    for channels_last in (False, True):
        for compiled in (False, True):
            try:
                ways.append(Way(size, batch, code, preset, channels_last, compiled))
            except Exception as error:  # No compiler.
                print(f"left out: {error}", file=sys.stderr)
    best = max(ways, key=lambda way: way.speed(1))
    print(best.name, flush=True)
    for _ in sys.stdin:
        print(best.speed(), flush=True)


main()
