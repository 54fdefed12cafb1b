/** Random numbers of a seed, the same as the program's: Philox 4x32-10 with counter (i / 4, 0, 0, stream). */
const Random = {
  words(seed, stream, count) {
    const low = 0xffffffffn;
    const words = [];
    for (let i = 0; i < count; i += 4) {
      let [a, b, c, d] = [BigInt(i / 4), 0n, 0n, BigInt(stream)];
      let [left, right] = [seed & low, seed >> 32n];
      for (let round = 0; round < 10; round++) {
        const [first, second] = [a * 0xd2511f53n, c * 0xcd9e8d57n];
        [a, b, c, d] = [(second >> 32n) ^ b ^ left, second & low, (first >> 32n) ^ d ^ right, first & low];
        [left, right] = [(left + 0x9e3779b9n) & low, (right + 0xbb67ae85n) & low];
      }
      words.push(Number(a), Number(b), Number(c), Number(d));
    }
    return words.slice(0, count);
  },

  /** In [0, 1): the top 24 bits. */
  uniform(seed, stream, count) {
    return Random.words(seed, stream, count).map((word) => (word >>> 8) / 2 ** 24);
  },

  /** Standard normal numbers by Box and Muller, two of two. */
  normal(seed, stream, count) {
    const uniform = Random.uniform(seed, stream, count + (count % 2));
    const normal = uniform.map((_, i) => {
      const pair = i - (i % 2);
      const radius = Math.sqrt(-2 * Math.log(1 - uniform[pair]));
      const turn = 2 * Math.PI * uniform[pair + 1];
      return radius * (i % 2 ? Math.sin(turn) : Math.cos(turn));
    });
    return normal.slice(0, count);
  },
};
