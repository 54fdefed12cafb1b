import Hashing

/// The same numbers in every run.
package struct RepeatableNumbers: RandomNumberGenerator {
  private var bits: SplitMix64

  package init(seed: UInt64) { bits = SplitMix64(seed: seed) }

  package mutating func next() -> UInt64 { bits.next() }

  /// `count` numbers in [-1, 1].
  package mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
  }
}
