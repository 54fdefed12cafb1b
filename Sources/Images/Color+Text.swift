import Files

extension Color {
  /// From "white", "black", "gray", or six hexadecimal digits with or without a "#" before them.
  package init?(_ text: String) {
    switch text {
    case "white": self = .white
    case "black": self = .black
    case "gray", "grey": self.init(128, 128, 128)
    default:
      let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
      guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
        let value = UInt32(digits, radix: 16)
      else { return nil }
      self.init(
        UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
  }

  /// "#" and six hexadecimal digits.
  package var text: String {
    "#" + NumberText.padded(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), 6, radix: 16)
  }
}
