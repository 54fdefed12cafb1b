"""Makes the JPEG files of this folder and what to expect of them, with Pillow and libjpeg's programs.

  python3 make.py        writes NAME.jpg and NAME.ppm (or .pgm), djpeg's reading of it, for each kind

The CMYK ones, which djpeg cannot write as RGB, are checked against a formula instead.
"""
import subprocess
from PIL import Image

W, H = 37, 26
small = Image.new("RGB", (W, H))
small.putdata([((x * 7) % 256, (y * 9) % 256, (x * y) % 256) for y in range(H) for x in range(W)])
small.save("picture.tmp.ppm")


def run(command, output):
    with open(output, "wb") as f:
        subprocess.run(command, check=True, stdout=f)


def cjpeg(name, *options):
    run(["cjpeg", "-quality", "85", *options, "picture.tmp.ppm"], name + ".jpg")
    run(["djpeg", "-pnm", name + ".jpg"], name + (".pgm" if "-grayscale" in options else ".ppm"))


cjpeg("baseline-420")
cjpeg("baseline-422", "-sample", "2x1")
cjpeg("baseline-440", "-sample", "1x2")
cjpeg("baseline-444", "-sample", "1x1")
cjpeg("baseline-411", "-sample", "4x1")
cjpeg("baseline-rgb", "-rgb")
cjpeg("restart", "-restart", "1")
cjpeg("progressive", "-progressive")
cjpeg("arithmetic", "-arithmetic")
cjpeg("arithmetic-progressive", "-arithmetic", "-progressive")
cjpeg("grey", "-grayscale")
cjpeg("grey-progressive", "-grayscale", "-progressive")

# Full quality, so that the formula's red, green and blue come out within a few levels.
inks = Image.merge("CMYK", [small.getchannel(c) for c in "RGB"] + [Image.new("L", (W, H), 40)])
inks.save("cmyk.jpg", quality=100, subsampling=0)
exif = Image.Exif()
for orientation in range(1, 9):
    exif[0x0112] = orientation
    small.save(f"orientation-{orientation}.jpg", quality=85, exif=exif)
run(["djpeg", "-pnm", "orientation-1.jpg"], "orientation.ppm")
subprocess.run(["rm", "picture.tmp.ppm"], check=True)
