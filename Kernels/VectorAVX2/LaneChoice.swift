import CLanes

extension LaneBits {
  /// For each lane the one of eight numbers that its lowest three bits select.
  @inline(__always)
  func choose(from numbers: SIMD8<Int32>) -> LaneBits { choose8(self, numbers) }
}
