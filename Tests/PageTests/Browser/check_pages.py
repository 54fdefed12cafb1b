#!/usr/bin/env python3
"""Opens the pages that vae-img writes in a headless browser: check_pages.py PROGRAM BROWSER PICTURES WORKFOLDER

What a page of `explore` draws must equal the program's own pictures within 2 of 255, for models of every kind; both
pages must work without an error, without the network, and without believing what is in names.
"""

import base64
import html
import json
import math
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile

PROGRAM, BROWSER, PICTURES, WORK = (pathlib.Path(word).absolute() for word in sys.argv[1:])
HERE = pathlib.Path(__file__).parent
# The largest difference of a pixel, of 255 levels: numbers are kept in 16 bits, with eleven of precision.
TOLERANCE = 2
MODELS = {
    "standard": ["--objective", "variational", "--steps", "150"],
    "grey": ["--channels", "gray", "--size", "32", "--steps", "60"],
    "wide": ["--size", "48x32", "--steps", "60"],
    "deep": ["--preset", "deep", "--objective", "variational", "--size", "32", "--steps", "40"],
    "small": ["--preset", "small", "--size", "32", "--steps", "60"],
    "dense": ["--preset", "dense", "--size", "16", "--steps", "60"],
    "adversarial": ["--size", "32", "--steps", "40"],
    "plain": ["--objective", "plain", "--size", "16", "--steps", "60"],
    "two-latents": ["--latent", "2", "--size", "16", "--steps", "60"],
    "fixed": ["--likelihood", "gaussian:0.1", "--size", "32", "--steps", "60"],
    "bernoulli": ["--likelihood", "bernoulli", "--size", "32", "--steps", "60"],
    "laplace": ["--likelihood", "laplace", "--size", "32", "--steps", "60"],
    "logistic": ["--likelihood", "logistic", "--size", "32", "--steps", "60"],
    # Of folders whose names are labels, one of which would be obeyed if it were believed.
    "labels": ["--labels", "folders", "--size", "32", "--preset", "small", "--steps", "60"],
    # So few pictures that there are no codes to draw between.
    "few": ["--size", "16", "--steps", "20"],
}
# In the order of the files that `sample --each` makes of them.
SEEDS = ["0", "1", "2", "3", "4", "5", "123456", "9007199254740993"]
LABELS = ["left & right", "<b>right"]
HOSTILE = "<img src=x onerror=problems.push('obeyed')>\"'&amp;{{script}}<script>problems.push('run')"


def run(*words, cwd=WORK):
    done = subprocess.run([PROGRAM, *map(str, words)], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"try-pages: {' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def browser_shows(page):
    """The page as it stands once its scripts have run. A browser without a screen hangs now and then: it gets three tries."""
    for _ in range(3):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--dump-dom"]
            browser = subprocess.Popen(
                [BROWSER, *words, page.as_uri()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, start_new_session=True)
            try:
                return browser.communicate(timeout=90)[0]
            except subprocess.TimeoutExpired:
                os.killpg(browser.pid, signal.SIGKILL)
                browser.communicate()
    sys.exit(f"try-pages: {page.name}: the browser hangs")


def findings(page, probe, before=""):
    """What the probe says of the page. Nothing is loaded but the file itself."""
    text = page.read_text()
    watch = f"<head><script>{(HERE / 'watch.js').read_text()}</script>"
    text = text.replace("<head>", watch, 1)
    text += f"{before}<script>{(HERE / probe).read_text()}</script>"
    probed = page.with_suffix(".probed.html")
    probed.write_text(text)
    shown = browser_shows(probed)
    begin, end = shown.find("{"), shown.rfind("}")
    if begin < 0:
        sys.exit(f"try-pages: {page.name}: the browser gives no findings: {shown[-500:]}")
    return json.loads(html.unescape(shown[begin : end + 1]))


def picture_tags(folder, name):
    files = sorted(folder.iterdir())
    data = [base64.b64encode(file.read_bytes()).decode() for file in files]
    return "".join(f'<img class="{name}" src="data:image/png;base64,{letters}">' for letters in data)


def check_explore(name, options):
    """A line of figures; ends the program where one is wrong."""
    pictures = PICTURES
    if name == "few":
        pictures = WORK / "pictures"
        pictures.mkdir()
        for file in sorted(PICTURES.glob("*.png"))[:12]:
            shutil.copy(file, pictures / file.name)
    if name == "labels":
        pictures = WORK / "kinds"
        for number, file in enumerate(sorted(PICTURES.glob("*.png"))[:80]):
            (pictures / LABELS[number % 2]).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, pictures / LABELS[number % 2] / file.name)
    model = ["--run", name]
    if not (WORK / name).exists():
        run("train", pictures, "-q", *model, *options)
    run("explore", "-o", f"{name}.html", *model)
    shape = json.loads(run("inspect", "--json", f"{name}/model.safetensors"))["architecture"]
    places = (shape["height"] >> shape["stages"]) * (shape["width"] >> shape["stages"])
    latents = shape["latents"] * (places if shape["code"] == "map" else 1)
    numbers = random.Random(1)
    codes = [[numbers.gauss(0, 1) for _ in range(latents)] for _ in range(6)]
    codes.append([0] * latents)
    codes.append([3 * math.copysign(1, value) for value in codes[0]])
    (WORK / f"{name}.jsonl").write_text("".join(json.dumps({"mean": code}) + "\n" for code in codes))
    run("decode", f"{name}.jsonl", "--each", f"{name}-decoded", *model)
    label = LABELS[1] if name == "labels" else ""
    run("sample", "--seeds", ",".join(SEEDS), "--each", f"{name}-drawn", *model, *(["--label", label] if label else []))
    before = "".join(picture_tags(WORK / f"{name}-{kind}", kind) for kind in ["drawn", "decoded"])
    before += f'<script type="application/json" id="asked">{json.dumps({"codes": codes, "seeds": SEEDS, "label": label}).replace("<", chr(92) + "u003c")}</script>'
    page = WORK / f"{name}.html"
    found = findings(page, "probe_explore.js", before)
    size = page.stat().st_size
    print(
        f"{name:12} {size / 1e6:5.2f} MB  {found['milliseconds']:6.1f} ms  pixels differ by at most"
        f" {max(found['drawn'])} drawn, {max(found['decoded'])} decoded"
    )
    wrong = [] if len(found["drawn"]) == 8 and len(found["decoded"]) == 8 else ["pictures are missing"]
    if max(found["drawn"] + found["decoded"]) > TOLERANCE:
        wrong.append(f"differences {found['drawn']}, {found['decoded']}")
    if found["hasCodes"] == (name == "few"):
        wrong.append("the map and the blend are there for the wrong model")
    if found["labels"] != (["", *sorted(LABELS)] if label else [""]):
        wrong.append(f"the labels are {found['labels']}")
    if size > 10e6:
        wrong.append("the page has more than 10 MB")
    wrong += [key for key in ("places", "stays", "controls") if not found[key]] + found["problems"]
    if wrong:
        sys.exit(f"try-pages: {name}: {wrong}")


def check_report():
    """Of a run whose pictures lie under a name that would be obeyed if it were believed."""
    folder = WORK / HOSTILE
    folder.mkdir()
    for file in sorted(PICTURES.glob("*.png"))[:30]:
        shutil.copy(file, folder / file.name)
    (folder / "broken.png").write_text("no picture")
    words = ["--size", "16", "--preset", "small", "--steps", "60"]
    run("train", folder.name, "--run", f"{folder.name}-run", *words, "-q")
    told = json.loads(run("report", f"{folder.name}-run", "-o", "report.html", "--json"))
    found = findings(WORK / "report.html", "probe_report.js")
    size = told["bytes"] / 1e6
    print(f"{'report':12} {size:5.2f} MB  {found['moments']} moments, {found['lines']} lines of losses")
    wrong = [key for key in ("slides", "follows") if not found[key]] + found["problems"]
    if found["moments"] != told["moments"] or found["lines"] != 2 or found["images"] == 0:
        wrong.append(f"not all is shown: {found}")
    if folder.name not in found["text"] or found["scripts"] != 2:
        wrong.append("the name of the folder is not shown as it is")
    if wrong:
        sys.exit(f"try-pages: report: {wrong}")


WORK.mkdir(parents=True, exist_ok=True)
check_report()
for name, options in MODELS.items():
    check_explore(name, options)
