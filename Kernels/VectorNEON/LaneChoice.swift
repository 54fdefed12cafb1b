import CLanes

extension LaneBits {
  /// Of eight numbers, for each lane the one that its lowest three bits choose.
  @inline(__always)
  func choose(from numbers: SIMD8<Int32>) -> LaneBits { choose4(self, numbers) }
}
