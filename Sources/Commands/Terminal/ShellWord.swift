import Files

/// A word as a shell takes it: quoted where it holds more than plain characters.
package enum ShellWord {
  package static func quoted(_ word: String) -> String {
    if word.unicodeScalars.contains(where: \.isObeyedByTerminals) { return escaped(word) }
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

  /// $'...' of bash, zsh and POSIX since 2024: each byte of what a terminal would obey in octal digits.
  private static func escaped(_ word: String) -> String {
    var text = "$'"
    for scalar in word.unicodeScalars {
      if scalar.isObeyedByTerminals {
        for byte in UTF8.encode(scalar) ?? .init() {
          text += "\\" + NumberText.padded(byte, 3, radix: 8)
        }
      } else {
        if scalar == "'" || scalar == "\\" { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
    }
    return text + "'"
  }
}
