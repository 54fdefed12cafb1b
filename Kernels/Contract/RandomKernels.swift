/// Random numbers by counter, the same bits at every level.
package protocol RandomKernels: Sendable {
  /// Uniform in [0, 1): the top 24 bits of word i of the key's sequence, over 2^24.
  func uniform(_ key: RandomKey, into x: inout MutableSpan<Float>)

  /// Standard normal numbers by Box and Muller: 2i and 2i + 1 from words 2i and 2i + 1 of the key's
  /// sequence. With their uniform numbers u and t, sqrt(-2 log(1 - u)) times cos and sin of 2 pi t.
  func normal(_ key: RandomKey, into x: inout MutableSpan<Float>)
}
