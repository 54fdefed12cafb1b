/** Where codes come from: draws of a seed, codes of training pictures, and what lies between them. */
class Codes {
  constructor(facts, numbers) {
    const { latents, streams } = facts;
    Object.assign(this, { latents, streams, drawsBetween: facts.draws_between_codes });
    this.steps = facts.directions.map(() => numbers.floats(latents));
    Object.assign(this, facts.codes ?? { count: 0 });
    if (!this.count) return;
    this.mean = numbers.floats(latents);
    this.axes = [numbers.floats(latents), numbers.floats(latents)];
    this.all = Array.from({ length: this.count }, () => numbers.floats(latents));
    this.nearest = Array.from({ length: this.count }, () => numbers.places(this.near));
    this.map = this.all.map((code) => this.projection(code));
    this.ofLabel = new Map(
      this.labels.map(({ name, count }) => {
        const codes = numbers.places(count);
        return [name, { codes, nearest: Array.from({ length: count }, () => numbers.places(this.near)) }];
      }));
  }

  /** The code that `vae-img sample` draws of the number `seed`, of a label or of all. */
  drawn(seed, label) {
    if (!this.drawsBetween) return Float32Array.from(Random.normal(seed, this.streams.prior, this.latents));
    const [anchor, first, second, share, ...tried] = Random.uniform(seed, this.streams.neighbours, 4 + this.mask.tries);
    const place = (number, count) => Math.min(count - 1, Math.floor(Math.fround(number * count)));
    const chosen = this.ofLabel.get(label);
    const index = place(anchor, chosen ? chosen.codes.length : this.count);
    const own = chosen ? chosen.codes[index] : index;
    const near = (chosen ?? this).nearest[index];
    const paired = () => {
      const [one, other] = [place(first, this.near), place(second, this.near - 1)];
      return [near[one], near[other < one ? other : other + 1], [[Math.sqrt(share), Math.sqrt(1 - share)]]];
    };
    const isMap = this.places[0] * this.places[1] > 1;
    const [one, other, shares] = isMap
      ? this.joined(own, near, tried.map((number) => place(number, this.near - 1)), seed)
      : paired();
    const [a, b] = [this.all[one], this.all[other]];
    return a.map((_, j) => {
      let mean = 0;
      for (const i of near) mean += this.all[i][j] / this.near;
      const [left, right] = shares[Math.floor((j * shares.length) / this.latents)];
      return mean + this.spread * (left * (a[j] - mean) + right * (b[j] - mean));
    });
  }

  /** A code and, of some of the others that are `near` it, with a mask for each, the one whose seam is least; and their shares. */
  joined(own, near, tried, seed) {
    const others = near.filter((i) => i !== own);
    const distances = Array.from(others, (other) => this.distances(own, other));
    const kernels = this.places.map((side) => this.kernel(side));
    const count = this.places[0] * this.places[1];
    const numbers = Random.normal(seed, this.streams.mask, tried.length * count);
    const tries = tried.map((which, i) => {
      const mask = this.maskOf(numbers.slice(i * count, (i + 1) * count), kernels);
      return { other: others[which], mask, seam: this.seam(mask, distances[which]) };
    });
    const best = tries.reduce((best, one) => (one.seam < best.seam ? one : best));
    return [own, best.other, best.mask.map((w) => [w, 1 - w])];
  }

  /** The squared distance of two codes at each place. */
  distances(one, other) {
    const distances = new Float64Array(this.places[0] * this.places[1]);
    const depth = this.latents / distances.length;
    this.all[one].forEach((value, j) => (distances[Math.floor(j / depth)] += (value - this.all[other][j]) ** 2));
    return distances;
  }

  /** How far two codes differ along the edges of a mask. */
  seam(mask, distances) {
    const width = this.places[1];
    const edge = (p, q) => Math.abs(mask[p] - mask[q]) * (distances[p] + distances[q]);
    let sum = 0;
    for (let p = 0; p < mask.length; p++) {
      if ((p % width) + 1 < width) sum += edge(p, p + 1);
      if (p + width < mask.length) sum += edge(p, p + width);
    }
    return sum;
  }

  /** What a place of a mask takes of each of the normal numbers along a side. */
  kernel(side) {
    return Array.from({ length: side }, (_, at) => {
      const steps = Array.from({ length: side }, (_, i) => (i - at) / (this.mask.smoothness * side));
      const row = steps.map((step) => Math.exp(-(step ** 2) / 2));
      const length = Math.sqrt(product(row, row));
      return row.map((value) => value / length);
    });
  }

  /** How much each place takes of the one code, of a normal number for each: `CodeMask` says how. */
  maskOf(numbers, [vertical, horizontal]) {
    const width = this.places[1];
    const lines = numbers.map((_, place) => {
      const start = place - (place % width);
      return product(horizontal[place % width], numbers.slice(start, start + width));
    });
    const field = lines.map((_, place) => {
      const column = vertical.map((_, y) => lines[y * width + (place % width)]);
      return product(vertical[Math.floor(place / width)], column);
    });
    const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
    const centred = field.map((value) => value - mean);
    const deviation = Math.sqrt(product(centred, centred) / field.length);
    return centred.map((value) => 1 / (1 + Math.exp((-this.mask.steepness * value) / deviation)));
  }

  /** From one training picture's code to another's along the arc, as `vae-img interpolate` goes. */
  blended(one, other, t) {
    const [a, b] = [this.all[one], this.all[other]];
    const [lengthA, lengthB] = [a, b].map((code) => Math.sqrt(product(code, code)));
    const angle = Math.acos(Math.min(Math.max(product(a, b) / (lengthA * lengthB), -1), 1));
    const sine = Math.sin(angle);
    let shares = [1 - t, t];
    if (sine > 1e-4) {
      const length = (1 - t) * lengthA + t * lengthB;
      shares = [
        (length * Math.sin((1 - t) * angle)) / sine / lengthA,
        (length * Math.sin(t * angle)) / sine / lengthB,
      ];
    }
    return a.map((value, j) => shares[0] * value + shares[1] * b[j]);
  }

  /** The code at a place of the map: that of the nearest training picture, moved there within the plane. */
  at([x, y]) {
    const distance = (i) => (this.map[i][0] - x) ** 2 + (this.map[i][1] - y) ** 2;
    let nearest = 0;
    for (let i = 1; i < this.count; i++) if (distance(i) < distance(nearest)) nearest = i;
    const [dx, dy] = [x - this.map[nearest][0], y - this.map[nearest][1]];
    return this.all[nearest].map((value, j) => value + dx * this.axes[0][j] + dy * this.axes[1][j]);
  }

  /** Where a code lies on the map: along the two principal components. */
  projection(code) {
    const centred = code.map((value, j) => value - this.mean[j]);
    return this.axes.map((axis) => product(centred, axis));
  }

  /** A code so many steps along each direction. */
  turned(code, turns) {
    return code.map((value, j) => turns.reduce((sum, turn, k) => sum + turn * this.steps[k][j], value));
  }
}

function product(a, b) {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
