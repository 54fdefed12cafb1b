import Files

/// A row of 16-bit words, as a page holds numbers: little endian, in base64.
package struct HalfWords {
  package private(set) var words: [UInt16] = []
  /// Whether a number was too large for a half float, of which the largest is 65,504.
  package private(set) var hasOverflown = false

  package init() {}

  /// Each number as the nearest half float, ties to even: eleven bits of it.
  package mutating func append(_ numbers: some Sequence<Float>) {
    for number in numbers {
      let half = Float16(number)
      hasOverflown = hasOverflown || !half.isFinite
      words.append(half.bitPattern)
    }
  }

  package mutating func append(places: some Sequence<Int>) {
    words += places.map { UInt16(truncatingIfNeeded: $0) }
  }

  package var base64: [UInt8] {
    Base64.letters(of: words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
  }
}
