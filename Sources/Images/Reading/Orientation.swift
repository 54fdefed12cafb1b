/// How the stored rows and columns are to be turned for viewing; the values are those of EXIF.
package enum Orientation: Int, Sendable, CaseIterable {
  /// As stored.
  case upright = 1
  case mirrored, turnedHalf, flipped
  /// Rows become columns.
  case transposed, turnedRight, transversed, turnedLeft

  /// Whether width and height change places.
  var swapsSides: Bool { rawValue >= 5 }

  /// The stored pixel that belongs to the top left corner of the view, and the steps in stored
  /// pixels that go one to the right and one down in it.
  ///
  ///     stored      2     3     4     5     6     7     8
  ///      a b       b a   d c   c d   a c   c a   d b   b d
  ///      c d       d c   b a   a b   b d   d b   c a   a c
  private func walk(width: Int, height: Int) -> (start: Int, right: Int, down: Int) {
    let last = (column: width - 1, row: (height - 1) * width)
    return switch self {
    case .upright: (0, 1, width)
    case .mirrored: (last.column, -1, width)
    case .turnedHalf: (last.row + last.column, -1, -width)
    case .flipped: (last.row, 1, -width)
    case .transposed: (0, width, 1)
    case .turnedRight: (last.row, -width, 1)
    case .transversed: (last.row + last.column, -width, -1)
    case .turnedLeft: (last.column, width, -1)
    }
  }

  /// The picture as it is to be seen.
  package func applied(to picture: consuming Picture) -> Picture {
    if self == .upright { return picture }
    let walk = walk(width: picture.width, height: picture.height)
    let width = swapsSides ? picture.height : picture.width
    let height = swapsSides ? picture.width : picture.height
    let channels = picture.channels
    let pixels = [UInt8](capacity: picture.pixels.count) { result in
      for row in 0..<height {
        for column in 0..<width {
          let stored = (walk.start + column * walk.right + row * walk.down) * channels
          for channel in 0..<channels { result.append(picture.pixels[stored + channel]) }
        }
      }
    }
    return Picture(width: width, height: height, channels: channels, pixels: pixels)
  }
}
