"""Files that other programs read, read by those programs.

Run:  pip install numpy pillow onnx onnxruntime torch safetensors tensorboard && python check_formats.py path/to/vae-img

Trains small models of several shapes and likelihoods for some steps, and demands of each:
- model.safetensors: opened by its own package, every number finite;
- latents.npy: loaded by numpy;
- model.onnx: valid by onnx.checker, and in onnxruntime the same codes and pictures as the program's, to 1e-5;
- torch.safetensors: the same in PyTorch, by torch_model.py.
Then kills a training that writes events, lets it go on, and demands of tensorboard each number of metrics.jsonl and
each picture once.

The program writes codes as floats, pictures as bytes. A byte b says of a number p that 255 p lies within a half of
it: of many pixels, an error of a few 1e-5 pushes some over that edge.
"""
import io, json, os, subprocess, sys, tempfile, time
from pathlib import Path

import numpy, onnx, onnxruntime, safetensors.numpy, torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch_model import TorchModel

TOLERANCE = 1e-5
MODELS = {
    "standard": "--size 64 --channels rgb --preset standard --objective variational",
    "grey and wide": "--size 24x16 --channels gray --preset small",
    "high, bernoulli": "--size 16x32 --channels rgb --preset small --likelihood bernoulli",
    "deep, logistic": "--size 32 --channels rgb --preset deep --filters 12 --likelihood logistic",
    "one vector": "--size 32x16 --channels rgb --preset small --code vector",
    "dense, fixed width": "--size 20x12 --channels gray --preset dense --likelihood gaussian:0.1",
    "laplace, odd width": "--size 40x48 --channels rgb --preset small --filters 10 --stages 3 --likelihood laplace",
    "adversarial, deep": "--size 32 --channels rgb",
}


class Check:
    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)
        self.random = numpy.random.default_rng(1)

    def run(self, *words):
        done = subprocess.run([self.program, *words, "--quiet"], capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, (words, done.stderr)

    def pictures(self, options):
        """Of the model's own size, so that nothing is resized: files, and as the model gets them."""
        size = options[options.index("--size") + 1].split("x")
        width, height = int(size[0]), int(size[-1])
        channels = 3 if "rgb" in options else 1
        os.mkdir(self.folder / "set")
        y, x = numpy.mgrid[:height, :width]
        planes = []
        for i in range(24):
            a, b, c = self.random.random((3, channels, 1, 1))
            wave = numpy.sin(6 * a * x / width + 9 * b * y / height + 6 * c) + 0.2 * self.random.standard_normal((channels, height, width))
            levels = (127.5 + 80 * wave).clip(0, 255).astype(numpy.uint8)
            Image.fromarray(levels.transpose(1, 2, 0).squeeze()).save(self.folder / f"set/{i:02}.png")
            planes.append(levels)
        return numpy.stack(planes).astype(numpy.float32) / 255

    def same(self, found, wanted, what):
        """Floats: equal to the tolerance, of numbers above 1 relative to them."""
        difference = (numpy.abs(found - wanted) / numpy.maximum(1, numpy.abs(wanted))).max()
        assert found.shape == wanted.shape and difference <= TOLERANCE, (what, found.shape, wanted.shape, difference)
        self.worst = max(self.worst, difference)

    def like_bytes(self, found, levels, what):
        """Pixels against bytes, as above."""
        off = numpy.abs(255 * found.astype(numpy.float64) - levels).max() - 0.5
        assert found.shape == levels.shape and off <= 255 * TOLERANCE, (what, found.shape, levels.shape, off)
        self.worst = max(self.worst, off / 255)

    def model(self, name, options):
        self.worst = 0
        pixels = self.pictures(options)
        steps = "6" if "deep" in options else "20"
        self.run("train", "set", *options, "--batch", "4", "--steps", steps, "--run", "run")
        held = safetensors.numpy.load_file(self.folder / "run/model.safetensors")
        assert all(numpy.isfinite(array).all() for array in held.values())
        self.run("encode", "set", "--run", "run", "-o", "latents.npy")
        latents = numpy.load(self.folder / "latents.npy")
        assert latents.dtype == numpy.float32 and latents.shape[:2] == (len(pixels), 2)
        codes = self.random.standard_normal((200, latents.shape[2])).astype(numpy.float32)
        numpy.save(self.folder / "codes.npy", codes)
        self.run("decode", "codes.npy", "--run", "run", "-o", "decoded")
        levels = numpy.stack([
            numpy.asarray(Image.open(path)).reshape(pixels.shape[2], pixels.shape[3], -1).transpose(2, 0, 1)
            for path in sorted((self.folder / "decoded").iterdir())])
        levels = levels[:, :pixels.shape[1]]
        self.onnx(pixels, latents, codes, levels)
        self.torch(pixels, latents, codes, levels, held)
        print(f"{name:20} {'x'.join(map(str, pixels.shape[1:])):9} {len(held):3} tensors, "
              f"at most {self.worst:.1e} from the program")

    def session(self, part):
        file = f"{part}.onnx"
        self.run("export", "onnx", "--part", part, "--run", "run", "-o", file)
        model = onnx.load(self.folder / file)
        onnx.checker.check_model(model, full_check=True)
        assert model.opset_import[0].version == 17
        return onnxruntime.InferenceSession(self.folder / file, providers=["CPUExecutionProvider"])

    def onnx(self, pixels, latents, codes, levels):
        encoder, decoder, both = map(self.session, ("encoder", "decoder", "both"))
        mean, log_variance = encoder.run(["mean", "log_variance"], {"pictures": pixels})
        self.same(mean, latents[:, 0], "mean in onnxruntime")
        self.same(log_variance, latents[:, 1], "log-variance in onnxruntime")
        decoded, = decoder.run(None, {"codes": codes})
        self.like_bytes(decoded, levels, "pictures in onnxruntime")
        # One picture alone, and one after the other.
        alone, _, picture = both.run(["mean", "log_variance", "decoded"], {"pictures": pixels[:1]})
        self.same(alone, latents[:1, 0], "mean of both")
        again, = decoder.run(None, {"codes": alone})
        self.same(picture, again, "decoded of both")
        notes = encoder.get_modelmeta().custom_metadata_map
        assert (int(notes["height"]), int(notes["width"])) == pixels.shape[2:], notes
        assert notes["channels"] == ("gray" if pixels.shape[1] == 1 else "RGB") and notes["fit"] == "crop", notes

    def torch(self, pixels, latents, codes, levels, held):
        self.run("export", "torch", "--run", "run")
        model = TorchModel(self.folder / "torch.safetensors")
        with torch.no_grad():
            mean, log_variance = model.encode(torch.from_numpy(pixels))
            decoded = model.decode(torch.from_numpy(codes))
        self.same(mean.numpy(), latents[:, 0], "mean in torch")
        self.same(log_variance.numpy(), latents[:, 1], "log-variance in torch")
        self.like_bytes(decoded.numpy(), levels, "pictures in torch")
        # Exact: the same numbers, in another order.
        ours = numpy.concatenate([a.ravel() for n, a in held.items() if not n.startswith("neighbours.")])
        theirs = numpy.concatenate([a.numpy().ravel() for a in model.weights.values()])
        assert (numpy.sort(ours) == numpy.sort(theirs)).all(), "weights"

    def events(self):
        self.pictures(["--size", "16", "rgb"])
        words = ["train", "set", "--size", "16", "--preset", "small", "--batch", "4", "--steps", "4000", "--tensorboard", "--run", "run"]
        lines = self.folder / "run/metrics.jsonl"
        reports = lambda: len(lines.read_text().splitlines()) if lines.exists() else 0
        for kill_after in (3, 9):
            victim = subprocess.Popen([self.program, *words, "--quiet"], cwd=self.folder)
            while reports() < kill_after:
                assert victim.poll() is None, "the training ended before it was killed"
                time.sleep(0.002)
            victim.kill()
            victim.wait()
        self.run(*words)
        metrics = [json.loads(line) for line in lines.read_text().splitlines()]
        assert len(metrics) == 20
        found = EventAccumulator(str(self.folder / "run"), size_guidance={"scalars": 0, "images": 0})
        found.Reload()
        tags = found.Tags()
        assert set(tags["scalars"]) == {key for line in metrics for key, value in line.items() if value is not None} - {"step"}
        for tag in tags["scalars"]:
            events = [(event.step, event.value) for event in found.Scalars(tag)]
            assert events == [(line["step"], numpy.float32(line[tag])) for line in metrics if line[tag] is not None], tag
        for tag in ("samples", "reconstructions"):
            images = found.Images(tag)
            steps = [image.step for image in images]
            assert steps == sorted(set(steps)) and steps[-1] == 4000, steps
            for image in images:
                grid = Image.open(io.BytesIO(image.encoded_image_string))
                file = Image.open(self.folder / f"run/{tag}/step-{image.step:07}.png")
                assert grid.size == (image.width, image.height) and grid.tobytes() == file.tobytes()
        print(f"events of a run that was killed twice: {len(tags['scalars'])} numbers at {len(metrics)} steps, "
              f"{len(images)} pictures of each kind")


def main(program):
    for name, options in MODELS.items():
        with tempfile.TemporaryDirectory() as folder:
            Check(program, folder).model(name, options.split())
    with tempfile.TemporaryDirectory() as folder:
        Check(program, folder).events()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(os.path.abspath(sys.argv[1]))
