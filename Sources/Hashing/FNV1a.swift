/// FNV-1a in 64 bits: value = (value ^ word) * prime, a word at a time.
///
/// With bytes as the words it is the hash that everybody calls by that name. Its high bits stay alike
/// for short texts and its low ones for words that differ in their high half: whoever needs all of
/// them mixes further.
package struct FNV1a: Sendable {
  package var value: UInt64 = 0xCBF2_9CE4_8422_2325

  @inlinable package init() {}

  @inlinable package mutating func update(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01B3
  }
}
