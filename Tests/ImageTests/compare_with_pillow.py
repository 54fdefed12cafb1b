"""How far the program's resizing lies from Pillow's filters, picture by picture.

Run:  pip install pillow numpy && python compare_with_pillow.py path/to/vae-img
Draws pictures of several kinds and sizes, lets the program bring them to 64x64 (it keeps them, bytes as
they are, in its cache from page 1 on, in the order of their names), and prints the root mean square
distance to Pillow's LANCZOS, BICUBIC and BOX of the same centre crop, in levels of 256.
"""
import os, subprocess, sys, tempfile
import numpy as np
from PIL import Image

SIDE = 64


def pictures():
    """Name and pixels: a zone plate, which shows aliasing, soft colours, noise, and edges."""
    for width, height in [(512, 512), (300, 200), (97, 130), (64, 64), (40, 40), (1500, 1000)]:
        y, x = np.mgrid[0:height, 0:width]
        u, v = x / width, y / height
        plate = 0.5 + 0.5 * np.cos(((x - width / 2) ** 2 + (y - height / 2) ** 2) * np.pi / max(width, height))
        yield f"plate-{width}x{height}", np.stack([plate] * 3, 2)
        yield f"soft-{width}x{height}", np.stack([u, v, 1 - u * v], 2)
        yield f"noise-{width}x{height}", np.random.default_rng(1).random((height, width, 3))
        yield f"edges-{width}x{height}", np.stack([(u * 7 + v * 3) % 1 > 0.5] * 3, 2).astype(float)


def centre(image):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        images = {}
        for name, values in pictures():
            images[name] = Image.fromarray((values * 255).round().astype(np.uint8))
            images[name].save(f"{folder}/{name}.png")
        subprocess.run(
            [program, "train", folder, "--preset", "small", "--steps", "1", "--size", str(SIDE),
             "--channels", "rgb", "--run", f"{folder}/.run", "--quiet"], check=True)
        size = SIDE * SIDE * 3
        cache = np.fromfile(f"{folder}/.run/pictures.cache", np.uint8, size * len(images), offset=4096)
        ours = dict(zip(sorted(images, key=lambda n: n + ".png"), cache.reshape(-1, SIDE, SIDE, 3)))
        filters = {"LANCZOS": Image.LANCZOS, "BICUBIC": Image.BICUBIC, "BOX": Image.BOX}
        print(f"{'picture':20s}" + "".join(f"{f:>10s}" for f in filters))
        for name, image in sorted(images.items()):
            row = []
            for kind in filters.values():
                theirs = np.asarray(centre(image).resize((SIDE, SIDE), kind)).astype(float)
                row.append(np.sqrt(((ours[name] - theirs) ** 2).mean()))
            print(f"{name:20s}" + "".join(f"{r:10.2f}" for r in row))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(os.path.abspath(sys.argv[1]))
