/** A map of the codes: dots where those of training pictures lie, small pictures of some, and the place shown. */
class CodeMap {
  /** `go` is told of a place that was chosen; `draw` puts the picture of a code on a canvas. */
  constructor(canvas, codes, ratio, go, draw) {
    Object.assign(this, { canvas, codes, ratio, go, draw });
    const [low, high] = [Math.min, Math.max].map((pick) =>
      [0, 1].map((axis) => codes.map.reduce((found, point) => pick(found, point[axis]), codes.map[0][axis])));
    // A square of the plane that holds all codes: its side and its corner.
    this.side = 1.15 * Math.max(high[0] - low[0], high[1] - low[1], 1e-6);
    this.corner = [0, 1].map((axis) => (low[axis] + high[axis] - this.side) / 2);
    this.marks = this.distant(30).map((i) => ({ point: codes.map[i], code: codes.all[i] }));
    this.listen();
  }

  /** Numbers of codes, each the farthest on the map from those before. */
  distant(count) {
    const { map } = this.codes;
    const chosen = [0];
    const distance = map.map(() => Infinity);
    while (chosen.length < Math.min(count, map.length)) {
      const [x, y] = map[chosen.at(-1)];
      map.forEach((point, i) => {
        distance[i] = Math.min(distance[i], (point[0] - x) ** 2 + (point[1] - y) ** 2);
      });
      chosen.push(distance.indexOf(Math.max(...distance)));
    }
    return chosen;
  }

  /** Draws the map with this code's place on it, or the last one's; `point` is the place that was chosen, if any. */
  show(code = this.shown, point = this.point) {
    Object.assign(this, { shown: code, point });
    const { canvas, marks, ratio } = this;
    const size = Math.round(canvas.clientWidth * devicePixelRatio);
    Object.assign(canvas, { width: size, height: size });
    const context = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    const onCanvas = ([x, y]) =>
      [(x - this.corner[0]) / this.side, 1 - (y - this.corner[1]) / this.side].map((share) => share * size);
    const disc = (point, radius, fill) => {
      context.beginPath();
      context.arc(...onCanvas(point), radius * devicePixelRatio, 0, 2 * Math.PI);
      context.fillStyle = fill;
      context.fill();
    };
    context.fillStyle = colour("--line");
    context.globalAlpha = 0.35;
    context.fillRect(0, 0, size, size);
    context.globalAlpha = 0.6;
    for (const point of this.codes.map) disc(point, 1.6, colour("--faint"));
    context.globalAlpha = 1;
    const width = size / 13;
    const height = width / ratio;
    for (const { point, picture } of marks) {
      const [x, y] = onCanvas(point);
      if (picture) context.drawImage(picture, x - width / 2, y - height / 2, width, height);
    }
    const here = this.codes.projection(code);
    disc(here, 9, colour("--paper"));
    disc(here, 6, colour("--accent"));
  }

  /** The jobs of drawing the small pictures that are not there yet. */
  jobs() {
    return this.marks.filter((mark) => !mark.picture).map((mark) => () => {
      mark.picture = document.createElement("canvas");
      this.draw(mark.picture, mark.code);
      this.show();
    });
  }

  listen() {
    const { canvas } = this;
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      canvas.onpointermove(event);
    };
    canvas.onpointermove = (event) => {
      if (!event.buttons) return;
      const box = canvas.getBoundingClientRect();
      this.go([
        this.corner[0] + ((event.clientX - box.left) / box.width) * this.side,
        this.corner[1] + (1 - (event.clientY - box.top) / box.height) * this.side,
      ]);
    };
    canvas.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!step) return;
      event.preventDefault();
      // Directions may have led away from there.
      const here = this.point ?? this.codes.projection(this.shown);
      this.go(step.map((direction, axis) => here[axis] + direction * 0.02 * this.side));
    };
    addEventListener("resize", () => this.show());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.show());
  }
}
