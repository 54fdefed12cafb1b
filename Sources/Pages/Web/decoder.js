/** Codes to pictures: the layers of a `PortableDecoder`, which says what each of their words means. */
class Decoder {
  constructor(facts, numbers) {
    this.layers = facts.layers.map((layer) => new Layer(layer, numbers));
    this.mean = activations[facts.mean];
  }

  /** The picture of a code: bytes, channels-last. */
  decode(code) {
    const outputs = [];
    for (const layer of this.layers) {
      outputs.push(layer.output(outputs.at(-1) ?? code, outputs.at(-2)));
    }
    return Uint8Array.from(outputs.at(-1), (x) => Math.round(255 * Math.min(Math.max(this.mean(x), 0), 1)));
  }
}

const activations = {
  identity: (x) => x,
  silu: (x) => x / (1 + Math.exp(-x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

class Layer {
  constructor(facts, numbers) {
    Object.assign(this, facts);
    const [height, width, outputs] = facts.transposed ? facts.fine : facts.coarse;
    const inputs = (facts.transposed ? facts.coarse : facts.fine)[2];
    Object.assign(this, { inputs, outputs, count: height * width * outputs });
    this.weights = numbers.floats(facts.kernel ** 2 * outputs * inputs);
    if (facts.bias) this.biases = numbers.floats(outputs);
    if (facts.groups) {
      this.gamma = numbers.floats(facts.channels);
      this.beta = numbers.floats(facts.channels);
    }
    this.activate = activations[facts.activation];
  }

  /** What the layer makes of its input; `skipped` went into the layer before it. */
  output(input, skipped) {
    const x = this.convolved(input);
    if (this.adds_skip) for (let i = 0; i < x.length; i++) x[i] += skipped[i];
    if (this.groups) this.normalise(x);
    if (this.activation !== "identity") for (let i = 0; i < x.length; i++) x[i] = this.activate(x[i]);
    return x;
  }

  convolved(input) {
    const { kernel, stride, padding, transposed, inputs, outputs, biases } = this;
    const [[rows, columns], [coarseRows, coarseColumns]] = [this.fine, this.coarse];
    const result = new Float32Array(this.count);
    if (biases) for (let i = 0; i < result.length; i += outputs) result.set(biases, i);
    for (let tap = 0; tap < kernel * kernel; tap++) {
      const weights = this.weights.subarray(tap * inputs * outputs, (tap + 1) * inputs * outputs);
      const [ky, kx] = [Math.floor(tap / kernel), tap % kernel];
      for (let y = 0; y < coarseRows; y++) {
        const row = stride * y + ky - padding;
        if (row < 0 || row >= rows) continue;
        for (let x = 0; x < coarseColumns; x++) {
          const column = stride * x + kx - padding;
          if (column < 0 || column >= columns) continue;
          const [fine, coarse] = [row * columns + column, y * coarseColumns + x];
          const [from, to] = transposed ? [coarse, fine] : [fine, coarse];
          addProducts(weights, input, from * inputs, inputs, result, to * outputs, outputs);
        }
      }
    }
    return result;
  }

  /** Each group of channels to mean 0 and variance 1 over all pixels, then gamma and beta of each channel. */
  normalise(x) {
    const { channels, groups, gamma, beta, epsilon } = this;
    const size = channels / groups;
    for (let first = 0; first < channels; first += size) {
      const count = (x.length / channels) * size;
      const total = (term) => {
        let sum = 0;
        for (let pixel = first; pixel < x.length; pixel += channels) {
          for (let i = pixel; i < pixel + size; i++) sum += term(x[i]);
        }
        return sum;
      };
      const mean = total((value) => value) / count;
      const scale = 1 / Math.sqrt(total((value) => (value - mean) ** 2) / count + epsilon);
      for (let pixel = first; pixel < x.length; pixel += channels) {
        for (let i = 0; i < size; i++) {
          const channel = first + i;
          x[pixel + i] = (x[pixel + i] - mean) * scale * gamma[channel] + beta[channel];
        }
      }
    }
  }
}

/** result[o] += sum over i of input[i] weights[o][i]: where nearly all of the time goes, so four sums at once. */
function addProducts(weights, input, from, inputs, result, to, outputs) {
  const end = from + inputs;
  let w = 0;
  let o = 0;
  for (; o + 3 < outputs; o += 4, w += 3 * inputs) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = from; i < end; i++, w++) {
      const x = input[i];
      a += x * weights[w];
      b += x * weights[w + inputs];
      c += x * weights[w + 2 * inputs];
      d += x * weights[w + 3 * inputs];
    }
    result[to + o] += a;
    result[to + o + 1] += b;
    result[to + o + 2] += c;
    result[to + o + 3] += d;
  }
  for (; o < outputs; o++) {
    let sum = 0;
    for (let i = from; i < end; i++, w++) sum += input[i] * weights[w];
    result[to + o] += sum;
  }
}
