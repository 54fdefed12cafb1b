"""Steps of training by vae-img and by PyTorch in turns, the same model on the same cores.

Run:  pip install torch && swift build -c release && python Tests/Speed/race.py [--code vector] [--preset deep] [--turns 5]

For each size and batch both take turns of two seconds; while one works the other is stopped. Prints a row of the
table of Kernels/Results.md: medians of the turns, and of the ratio within a turn.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median

SHAPES = [(64, 8), (64, 16), (64, 32), (64, 64), (64, 256), (32, 16), (32, 64), (128, 8), (128, 16),
          (128, 64)]
ROOT = Path(__file__).resolve().parents[2]


class Peer:
    def __init__(self, size, batch, options, threads):
        words = [sys.executable, str(Path(__file__).with_name("torch_step.py"))]
        self.process = subprocess.Popen(words + [*map(str, (size, batch, options.code, options.preset, threads))], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.name = self.process.stdout.readline().strip()
        self.process.send_signal(signal.SIGSTOP)

    def speed(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found = float(self.process.stdout.readline())
        self.process.send_signal(signal.SIGSTOP)
        return found

    def leave(self):
        self.process.kill()
        self.process.wait()


def own_speed(size, batch, options):
    words = [ROOT / ".build/release/vae-img", "bench", "train", "--size", size, "--batch", batch, "--code", options.code,
             "--preset", options.preset]
    done = subprocess.run([*map(str, words), "--seconds", "2", "--json"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["images_per_second"], found["fraction"]


def processor():
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith(("model name", "cpu family", "model\t"))]
    return ", ".join(dict.fromkeys(names))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--code", choices=["map", "vector"], default="map")
    options.add_argument("--preset", choices=["standard", "deep"], default="standard")
    options.add_argument("--turns", type=int, default=5)
    options = options.parse_args()
    threads = len(os.sched_getaffinity(0))
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout
    print(f"{processor()}; {threads} threads; {date.today()}; {commit.strip()}; --code {options.code} --preset {options.preset}\n")
    print("| size, batch | vae-img | PyTorch | ratio | share of the ceiling |\n|---|---|---|---|---|")
    for size, batch in SHAPES:
        peer = Peer(size, batch, options, threads)
        turns = [(*own_speed(size, batch, options), peer.speed()) for _ in range(options.turns)]
        peer.leave()
        own, share, other = (median(turn[i] for turn in turns) for i in range(3))
        ratio = median(turn[0] / turn[2] for turn in turns)
        print(f"| {size}, {batch} | {own:.0f} | {other:.0f} ({peer.name}) | {ratio:.2f} | {share:.2f} |", flush=True)


main()
