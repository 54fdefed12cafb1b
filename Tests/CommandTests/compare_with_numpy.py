"""Latents go to numpy and back: what the program writes numpy loads, and what numpy saves it decodes.

Run:  pip install numpy pillow && python compare_with_numpy.py path/to/vae-img
Draws pictures, trains a small model on them for some steps, encodes them to .npy and .csv and holds the
two against each other; then decodes the array as numpy saves it (float32, float64, from a view that is
not contiguous, from a memory map) and demands the same picture each time, and an error for what is
not read (Fortran order, big-endian, integers, halves, NaN, a wrong width, a cut file).
"""
import io, os, subprocess, sys, tempfile
import numpy as np
from PIL import Image


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.mkdir("set")
        random = np.random.default_rng(1)
        for i in range(30):
            base = random.random((4, 4, 3)).repeat(6, 0).repeat(6, 1)
            Image.fromarray((255 * base).astype(np.uint8)).save(f"set/{i:02}.png")

        def run(*words, fails=False):
            done = subprocess.run([program, *words, "--quiet"], capture_output=True, text=True)
            assert done.returncode == (65 if fails else 0), (words, done.returncode, done.stderr)
            return done.stderr.strip()

        run("train", "set", "--size", "16", "--preset", "small", "--batch", "4", "--steps", "30", "--run", "run")
        run("encode", "set", "--run", "run", "-o", "latents.npy")
        run("encode", "set", "--run", "run", "-o", "latents.csv")
        latents = np.load("latents.npy")
        print("written:", latents.shape, latents.dtype, "C order" if latents.flags.c_contiguous else "other order")
        assert latents.dtype == np.float32 and latents.ndim == 3 and latents.shape[:2] == (30, 2) and np.isfinite(latents).all()
        with open("latents.csv") as file:
            rows = [line.rstrip("\n").split(",") for line in file]
        print("table: ", ", ".join(rows[0][:3]), "...", len(rows) - 1, "rows")
        table = np.array([row[-latents[0].size:] for row in rows[1:]], np.float32).reshape(latents.shape)
        assert (table == latents).all(), "the table and the array differ"

        def decoded(name):
            run("decode", name, "--run", "run", "-o", "out.png", "--force")
            return np.asarray(Image.open("out.png"))

        wanted = decoded("latents.npy")
        wide = np.zeros((60, 2, 2 * latents.shape[2]), np.float32)
        wide[::2, :, ::2] = latents
        mapped = np.lib.format.open_memmap("mapped.npy", "w+", np.float32, latents.shape)
        mapped[:] = latents
        mapped.flush()
        for name, array in {"float32": latents, "float64": latents.astype(np.float64),
                            "view": wide[::2, :, ::2], "means alone": latents[:, 0], "subset": latents[:5]}.items():
            np.save(f"{name}.npy", array)
            picture = decoded(f"{name}.npy")
            if len(array) == len(latents):
                assert (picture == wanted).all(), name
            print(f"read:   {name}, {picture.shape[1]}x{picture.shape[0]} pixels")
        assert (decoded("mapped.npy") == wanted).all()
        with open("two.npy", "wb") as file:
            np.lib.format.write_array(file, latents, version=(2, 0))
        assert (decoded("two.npy") == wanted).all()
        assert (decoded("latents.npy") == wanted).all()

        broken = latents.copy()
        broken[3, 0, 3] = np.nan
        whole = io.BytesIO()
        np.save(whole, latents)
        for name, array in {"Fortran order": np.asfortranarray(latents), "big-endian": latents.astype(">f4"),
                            "integers": latents.astype(np.int32), "halves": latents.astype(np.float16),
                            "NaN": broken, "too narrow": latents[:, :, :-1], "one number": np.float32(1),
                            "nothing": latents[:0], "cut": None}.items():
            if array is None:
                open("bad.npy", "wb").write(whole.getvalue()[:-5])
            else:
                np.save("bad.npy", array)
            print(f"refused: {name}: {run('decode', 'bad.npy', '--run', 'run', '-o', 'bad.png', fails=True)}")
            assert not os.path.exists("bad.png"), name


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(os.path.abspath(sys.argv[1]))
