const element = (id) => document.getElementById(id);
const facts = JSON.parse(element("facts").textContent);
const numbers = new Numbers(element("numbers").textContent);
const decoder = new Decoder(facts, numbers);
const codes = new Codes(facts, numbers);
const hasCodes = codes.count > 0;

// MARK: - The place

/** What is shown: the picture of a number, perhaps of a label, of a blend [a, b, share], of a place [x, y] on the map, or a code. */
let place = { seed: BigInt(facts.seed) };
/** Steps along each direction. */
let turns = codes.steps.map(() => 0);

function codeOf(place) {
  if (place.code) return place.code;
  if (place.blend) return codes.blended(...place.blend);
  return place.map ? codes.at(place.map) : codes.drawn(place.seed, place.label);
}

/** The picture of a number, of a label if there is such a one. */
const numbered = (seed, label) =>
  codes.ofLabel?.has(label) ? { seed: BigInt(seed), label } : { seed: BigInt(seed) };

const short = (number) => String(Number(number.toFixed(3)));

/** The place as the address keeps it: seed=7&label=cats&turns=0,1.5 */
function address() {
  const [kind] = Object.keys(place);
  const words = kind === "seed" ? place.seed : place[kind].map(short).join(",");
  const turned = turns.slice(0, turns.findLastIndex(Boolean) + 1);
  const label = place.label ? `&label=${encodeURIComponent(place.label)}` : "";
  return `${kind}=${words}` + label + (turned.length ? `&turns=${turned.map(short).join(",")}` : "");
}

/** Goes where an address says; what is none of ours stays as it is. */
function follow(text) {
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const list = (name) => (words.get(name) ?? "").split(",").map(Number);
  const exactly = (name, count) =>
    list(name).length === count && list(name).every(Number.isFinite) ? list(name) : null;
  const isCode = (i) => Number.isInteger(i) && i >= 0 && i < codes.count;
  const [blend, point] = [exactly("blend", 3), exactly("map", 2)];
  if (hasCodes && blend && isCode(blend[0]) && isCode(blend[1])) place = { blend };
  else if (hasCodes && point) place = { map: point };
  else if (/^\d{1,19}$/.test(words.get("seed"))) place = numbered(words.get("seed"), words.get("label"));
  const given = list("turns");
  turns = turns.map((_, k) => Math.min(Math.max(given[k] || 0, -facts.range), facts.range));
  changed();
}

// MARK: - Pictures

function draw(canvas, code) {
  const { width, height, channels } = facts;
  const bytes = decoder.decode(code);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes[i * channels + (channels === 3 ? c : 0)];
    image.data[4 * i + 3] = 255;
  }
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

let awaited;
/** Does small jobs one by one when nothing else has happened for a moment. */
function later(jobs) {
  clearTimeout(awaited);
  const next = () => {
    jobs.shift()?.();
    if (jobs.length) awaited = setTimeout(next);
  };
  awaited = setTimeout(next, 150);
}

/** Draws what is to be seen at once, and later the small pictures around it. */
function changed() {
  const start = codeOf(place);
  const shown = codes.turned(start, turns);
  draw(element("picture"), shown);
  element("caption").textContent = caption();
  element("picture").setAttribute("aria-label", caption());
  element("seed").value = place.seed ?? "";
  if (place.seed !== undefined) element("label").value = place.label ?? "";
  sliders.forEach((slider, k) => (slider.value = turns[k]));
  if (place.blend) [ends[0], ends[1], element("share").value] = place.blend;
  map?.show(shown, place.map ?? null);
  later([...(map ? smallBlend() : []), ...smallDirections(start), ...(map?.jobs() ?? [])]);
}

function caption() {
  const turned = turns.some(Boolean) ? ", turned" : "";
  if (place.code) return "A code" + turned;
  if (place.map) return `At ${place.map.map((x) => x.toFixed(2)).join(", ")} on the map${turned}`;
  if (!place.blend) return `Picture ${place.seed}${place.label ? ` of ${place.label}` : ""}${turned}`;
  const [a, b, share] = place.blend;
  return `${Math.round(100 * share)} % of the way from training picture ${a + 1} to ${b + 1}${turned}`;
}

let isAsked = false;
/** Goes to another place, at the next moment that the screen has for it, and notes the address. */
function go(change) {
  change();
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    changed();
    history.replaceState(null, "", `#${address()}`);
  });
}

// MARK: - Numbers and keys

const random = () => go(() => (place = numbered(Math.floor(Math.random() * 1e6), element("label").value)));
const straighten = () => go(() => turns.fill(0));

function save() {
  element("picture").toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `vae-img-${address().replaceAll(/[^\w.-]+/g, "-")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

element("random").onclick = random;
element("straight").onclick = straighten;
element("save").onclick = save;
element("seed").onchange = (event) => {
  const text = event.target.value.trim();
  if (/^\d{1,19}$/.test(text)) go(() => (place = numbered(text, element("label").value)));
  else changed();
};
for (const name of codes.ofLabel?.keys() ?? []) element("label").append(new Option(name, name));
element("label").onchange = (event) => go(() => (place = numbered(place.seed ?? facts.seed, event.target.value)));
addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input[type=text]");
  const action = { r: random, s: save, 0: straighten }[event.key.toLowerCase()];
  if (action && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) action();
});
addEventListener("hashchange", () => follow(location.hash));

// MARK: - Directions

/** A slider between two small pictures that are buttons. */
function end(title, onclick) {
  const button = document.createElement("button");
  Object.assign(button, { className: "end", title, onclick });
  button.append(document.createElement("canvas"));
  return button;
}

const sliders = facts.directions.map((change, k) => {
  const slider = document.createElement("input");
  const turn = (to) => go(() => (turns[k] = to));
  Object.assign(slider, { type: "range", min: -facts.range, max: facts.range, step: 0.05 });
  slider.title = `Direction ${k + 1}: one step changes a pixel by ${(255 * change).toFixed(1)} of 255 levels`;
  slider.setAttribute("aria-label", slider.title);
  slider.oninput = () => turn(Number(slider.value));
  slider.ondblclick = () => turn(0);
  const row = document.createElement("div");
  row.className = "slide";
  row.append(
    end("To this end", () => turn(-facts.range)), slider, end("To this end", () => turn(facts.range)));
  element("directions").append(row);
  return slider;
});

/** The two ends of each slider, as they would be from here. */
function smallDirections(start) {
  return sliders.flatMap((slider, k) =>
    [...slider.parentElement.querySelectorAll("canvas")].map((canvas, side) => () => {
      const there = [...turns];
      there[k] = side ? facts.range : -facts.range;
      draw(canvas, codes.turned(start, there));
    }));
}

// MARK: - Blend

/** The two training pictures to blend, by their numbers. */
const ends = [0, Math.floor(codes.count / 2)];

["from", "to"].forEach((id, side) => {
  element(id).onclick = () => {
    ends[side] = Math.floor(Math.random() * codes.count);
    blend();
  };
});
const blend = () => go(() => (place = { blend: [...ends, Number(element("share").value)] }));
element("share").oninput = blend;

const smallBlend = () =>
  ["from", "to"].map((id, side) => () => draw(element(id).firstChild, codes.all[ends[side]]));

// MARK: - Map

/** None without codes. */
const map = hasCodes
  ? new CodeMap(
      element("map"), codes, facts.width / facts.height, (point) => go(() => (place = { map: point })), draw)
  : null;

// MARK: - Start

element("about").textContent =
  `${facts.width} × ${facts.height}, ${facts.channels === 1 ? "grey" : "colour"}, ${facts.latents} latents` +
  (facts.pictures ? `, learnt from ${facts.pictures.toLocaleString("en")} pictures` : "");
document.body.classList.toggle("without-codes", !hasCodes);
document.body.classList.toggle("without-labels", !codes.ofLabel?.size);
document.body.style.setProperty("--ratio", facts.width / facts.height);
follow(location.hash);

/** For tests: shows a code or an address, and tells the pixels that are shown, red, green, blue and alpha. */
window.explorer = {
  show: (code) => {
    place = { code: Float32Array.from(code) };
    turns.fill(0);
    changed();
  },
  follow,
  pixels: () =>
    Array.from(element("picture").getContext("2d").getImageData(0, 0, facts.width, facts.height).data),
};
