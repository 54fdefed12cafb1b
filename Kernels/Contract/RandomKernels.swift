/// Random numbers by counter, the same bits at every level.
package protocol RandomKernels: Sendable {
  /// Uniform in [0, 1): the top 24 bits of word i of the key's sequence, over 2^24.
  func uniform(_ key: RandomKey, into x: inout MutableSpan<Float>)

  /// Standard normal numbers by Box and Muller: 2i and 2i + 1 from words 2i and 2i + 1 of the key's
  /// sequence. With their uniform numbers u and t, sqrt(-2 log(1 - u)) times cos and sin of 2 pi t.
  func normal(_ key: RandomKey, into x: inout MutableSpan<Float>)
}

/// Names a sequence of random numbers: number i of (seed, stream, step, image) is the same on every
/// machine, at every level, on any thread and in any order of calls. Philox 4x32-10 with key = seed
/// and counter = (i / 4, image, step, stream), word i % 4.
package struct RandomKey: Sendable, Hashable {
  package var seed: UInt64
  package var stream: UInt32
  package var step: UInt32
  package var image: UInt32

  package init(seed: UInt64, stream: UInt32, step: UInt32, image: UInt32) {
    self.seed = seed
    self.stream = stream
    self.step = step
    self.image = image
  }
}
