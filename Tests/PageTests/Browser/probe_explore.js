// Put last into a page of `explore`, after the pictures that the program made of the same numbers and codes. Leaves
// nothing of the page but its findings.
addEventListener("load", () => {
  const { codes, seeds, label } = JSON.parse(document.getElementById("asked").textContent);
  const wanted = (name) => [...document.querySelectorAll(`img.${name}`)].map((image) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  });
  // The largest difference of any two bytes, or of their numbers.
  const difference = (pixels, other) =>
    pixels.length === other.length
      ? pixels.reduce((most, byte, i) => Math.max(most, Math.abs(byte - other[i])), 0)
      : Infinity;
  const findings = {};
  findings.drawn = wanted("drawn").map((pixels, i) => {
    explorer.follow(`#seed=${seeds[i]}&label=${encodeURIComponent(label)}`);
    return difference(explorer.pixels(), pixels);
  });
  findings.decoded = wanted("decoded").map((pixels, i) => {
    explorer.show(codes[i]);
    return difference(explorer.pixels(), pixels);
  });
  const times = Array.from({ length: 40 }, (_, i) => {
    const start = performance.now();
    explorer.show(codes[i % codes.length]);
    return performance.now() - start;
  });
  findings.milliseconds = times.slice(20).sort((a, b) => a - b)[10];

  // An address leads back to its picture, and what is no address changes nothing.
  const has = (selector) => getComputedStyle(document.querySelector(selector)).display !== "none";
  findings.hasCodes = has(".of-codes");
  const places = ["seed=12345678901234567", "seed=3&turns=1.5"].concat(
    findings.hasCodes ? ["blend=0,3,0.25", "map=0.1,-0.2", "map=0.1,-0.2&turns=-3"] : []);
  const pictures = places.map((place) => (explorer.follow(`#${place}`), explorer.pixels().join()));
  findings.places = new Set(pictures).size === places.length;
  const stays = ["", "seed=x", "seed=-1", "blend=0,1", "blend=0,99999,0.5", "blend=a,b,c", "map=1", "map=NaN,1"];
  explorer.follow("#seed=5");
  const five = explorer.pixels().join();
  findings.stays = stays.every((text) => (explorer.follow(`#${text}`), explorer.pixels().join() === five));

  // Every slider that is seen notes another place, which is another picture if the model has any, an address leads
  // back there, and no button does anything wrong.
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((control) => control.offsetParent);
  const pictured = new Set([five]);
  findings.controls = seen("input[type=range]").every((slider) => {
    const before = location.hash;
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input"));
    pictured.add(explorer.pixels().join());
    return location.hash !== before;
  });
  findings.controls &&= pictured.size > 2;
  const [there, address] = [explorer.pixels().join(), location.hash];
  explorer.follow("#seed=5");
  explorer.follow(address);
  findings.controls &&= explorer.pixels().join() === there;
  for (const button of seen("button")) button.click();
  if (findings.hasCodes) {
    explorer.follow("#map=0.5,0.25&turns=3");
    const press = (key) => document.getElementById("map").dispatchEvent(new KeyboardEvent("keydown", { key }));
    press("ArrowLeft");
    findings.controls &&= location.hash.startsWith("#map=") && !location.hash.startsWith("#map=0.5,");
    press("ArrowRight");
    findings.controls &&= location.hash === "#map=0.5,0.25&turns=3";
  }
  findings.labels = [...document.getElementById("label").options].map((option) => option.value);
  findings.pictureSize = [document.getElementById("picture").width, document.getElementById("picture").height];
  findings.problems = problems;
  document.documentElement.textContent = JSON.stringify(findings);
});
