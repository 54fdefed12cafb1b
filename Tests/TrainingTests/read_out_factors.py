"""How well a trained model's codes tell the factors that the sample pictures were drawn from.

Run, in the project's folder, after training on SampleImages:
    vae-img encode SampleImages -o codes.jsonl && pip install numpy && python read_out_factors.py codes.jsonl
Fits factor = means w + b by ridge regression to four fifths of the pictures and prints R2 on the others.
Pictures that are grey or cut out lack some factors and are left out.
"""
import csv, json, os, sys
import numpy as np


def main(codes, factors="SampleImages/factors.csv"):
    with open(factors) as file:
        table = {row.pop("file"): [float(v) for v in row.values()] for row in csv.DictReader(file)}
    with open(factors) as file:
        names = next(csv.reader(file))[1:]
    with open(codes) as file:
        rows = [json.loads(line) for line in file]
    rows = [r for r in rows if not {"grey", "alpha"} & set(os.path.basename(r["file"])[:-4].split("-"))]
    x = np.array([r["mean"] for r in rows])
    y = np.array([table[os.path.basename(r["file"])] for r in rows])
    order = np.random.default_rng(0).permutation(len(x))
    kept, held = order[len(x) // 5:], order[: len(x) // 5]
    centre, middle = x[kept].mean(0), y[kept].mean(0)
    a = x[kept] - centre
    w = np.linalg.solve(a.T @ a + len(kept) * 0.01 * np.eye(a.shape[1]), a.T @ (y[kept] - middle))
    guess = (x[held] - centre) @ w + middle
    r2 = 1 - ((y[held] - guess) ** 2).sum(0) / ((y[held] - y[held].mean(0)) ** 2).sum(0)
    for name, value in zip(names, r2):
        print(f"{name:12s} {value:5.2f}")
    print(f"{'median':12s} {np.median(r2):5.2f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
