/// SplitMix64: a counter whose values are mixed until every bit of a result depends on every bit of
/// the counter.
///
///     number n of a seed = finalised(seed + (n + 1) * 0x9E3779B97F4A7C15)
package struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  @inlinable package init(seed: UInt64) { state = seed }

  @inlinable package mutating func next() -> UInt64 {
    defer { state &+= SplitMix64.step }
    return SplitMix64.mixed(state)
  }

  /// The first number of the seed `x`.
  @inlinable package static func mixed(_ x: UInt64) -> UInt64 {
    var z = x &+ step
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  @inlinable package static var step: UInt64 { 0x9E37_79B9_7F4A_7C15 }
}
