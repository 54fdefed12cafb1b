import Files

/// A word as a shell takes it: quoted where it holds more than plain characters, and with what a
/// terminal would act on spelled out.
package enum ShellWord {
  package static func quoted(_ word: String) -> String {
    if word.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "$'\(word.unicodeScalars.map(spelled).joined())'"
    }
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="):
        true
      default: byte >= 0x80
      }
    }
    return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }

  /// A character between $' and '.
  private static func spelled(_ scalar: Unicode.Scalar) -> String {
    if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
    guard scalar.properties.generalCategory == .control else { return "\(scalar)" }
    return UTF8.encode(scalar).map { bytes in
      bytes.map { "\\x\(NumberText.padded($0, 2, radix: 16))" }.joined()
    } ?? ""
  }
}
