import Images

/// JPEGs as cameras write them when they are turned: pixels as the sensor saw them, and a note that
/// says how to turn them upright.
extension Orientation {
  /// `upright` stored so that a reader who follows this orientation shows it upright.
  func stored(_ upright: Picture) -> Picture { inverse.applied(to: upright) }

  /// Mirrored and half turns undo themselves; quarter turns undo each other.
  private var inverse: Orientation {
    switch self {
    case .turnedLeft: .turnedRight
    case .turnedRight: .turnedLeft
    default: self
    }
  }

  /// The JPEG with an APP1 segment right behind its start marker: EXIF, whose only entry is the
  /// orientation.
  func noted(in jpeg: [UInt8]) -> [UInt8] {
    let tiff: [UInt8] =
      Array("MM".utf8) + [0, 42, 0, 0, 0, 8]  // big-endian; the first directory follows
      + [0, 1]  // with one entry:
      + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(rawValue), 0, 0]  // tag 0x112, one 16-bit number
      + [0, 0, 0, 0]  // and there is no other directory
    let body = Array("Exif".utf8) + [0, 0] + tiff
    return jpeg[..<2] + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + jpeg[2...]
  }
}
