/// An sRGB colour.
package struct Color: Sendable, Hashable {
  package let red, green, blue: UInt8

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  package var isGrey: Bool { red == green && green == blue }

  package static let white = Color(255, 255, 255)
  package static let black = Color(0, 0, 0)
}
