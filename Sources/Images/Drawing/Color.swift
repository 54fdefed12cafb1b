/// An sRGB colour.
package struct Color: Sendable, Hashable {
  package let red, green, blue: UInt8

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  package static let white = Color(255, 255, 255)
  package static let black = Color(0, 0, 0)

  var isGrey: Bool { red == green && green == blue }

  /// A dark or a light grey: the one that reads well on this colour.
  var contrast: Color {
    let luma = (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000
    return luma > 127 ? Color(60, 60, 60) : Color(215, 215, 215)
  }
}
