/** The numbers of this page: 16-bit words, little endian, in base64, taken one run after another. */
class Numbers {
  #words;
  #place = 0;

  constructor(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    this.#words = new Uint16Array(bytes.buffer);
  }

  /** Words that are whole numbers. */
  places(count) {
    this.#place += count;
    return this.#words.subarray(this.#place - count, this.#place);
  }

  /** Words that are half floats. */
  floats(count) {
    return Float32Array.from(this.places(count), Numbers.value);
  }

  /** Sign, five bits of an exponent that is 15 too large, ten bits of a fraction; the page holds no infinity. */
  static value(word) {
    const sign = word & 0x8000 ? -1 : 1;
    const exponent = (word >> 10) & 31;
    const fraction = (word & 1023) / 1024;
    return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
  }
}
