import Files
import TestSupport

/// Ways to damage the bytes of a file.
struct Damage {
  private var random: RepeatableNumbers

  init(seed: UInt64) { random = RepeatableNumbers(seed: seed) }

  mutating func flipped(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    bytes[Int.random(in: bytes.indices, using: &random)] ^=
      1 << UInt8.random(in: 0..<8, using: &random)
    return bytes
  }

  /// A number or a text that a reader may reckon with.
  private static let lies = [
    "-1", "0", "1", "4294967296", "9223372036854775807", "-9223372036854775808", "1e308", "1e-320",
    "99999999999999999999", "0.5", "null", "[]", "{}", "\"\"", "[4611686018427387904,4,0]",
    String(repeating: "[", count: 200), "1099511627776",
  ]

  /// A number that stands in the text of `range` is another.
  mutating func lying(_ bytes: [UInt8], in range: Range<Int>) -> [UInt8] {
    func isDigit(_ index: Int) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] }
    guard
      let start = (range.filter { isDigit($0) && !($0 > range.lowerBound && isDigit($0 - 1)) })
        .randomElement(using: &random)
    else { return bytes }
    let end = range[start...].first { !isDigit($0) } ?? range.upperBound
    let lie = Damage.lies.randomElement(using: &random) ?? "0"
    return Array(bytes[..<start]) + Array(lie.utf8) + Array(bytes[end...])
  }

  /// A word of 64 bits is another, as in a cache.
  mutating func lyingWord(_ bytes: [UInt8]) -> [UInt8] {
    let words: [UInt64] = [
      0, 1, .max, 1 << 63, 1 << 62, 1 << 32, 0x7FFF_FFFF_FFFF_FFFF, UInt64(bytes.count),
    ]
    let word = words.randomElement(using: &random) ?? 0
    let place = 8 * Int.random(in: 0..<bytes.count / 8, using: &random)
    var bytes = bytes
    for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
    return bytes
  }

  /// A file of named arrays with another number in its header, under the right checksum.
  mutating func lyingHeader(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Safetensors.digits
    let end = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = Array(lying(bytes, in: digits.upperBound + 1..<end).dropLast(bytes.count - end))
    for index in 0..<8 {
      header[index] = UInt8(truncatingIfNeeded: (header.count - 8) >> (8 * index))
    }
    header.replaceSubrange(digits, with: Safetensors.checksum(ofHeader: header.span).utf8)
    return header + bytes[end...]
  }
}
