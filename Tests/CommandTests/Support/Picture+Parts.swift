import Files
import Images

extension Picture {
  init(reading path: String) throws {
    let bytes = try WholeFile.read(path)
    self = try PictureReader.read(bytes.span)
  }

  /// The part of the given size whose top left pixel is at x, y.
  func part(x: Int, y: Int, width: Int, height: Int) -> Picture {
    var part: [UInt8] = []
    for row in y..<y + height {
      let start = (row * self.width + x) * channels
      part += pixels[start..<start + width * channels]
    }
    return Picture(width: width, height: height, channels: channels, pixels: part)
  }

  /// Cell `index` of a grid of cells of the given size, with a gap of 2.
  func cell(_ index: Int, columns: Int, width: Int = 16, height: Int = 16) -> Picture {
    part(
      x: 2 + index % columns * (width + 2), y: 2 + index / columns * (height + 2), width: width,
      height: height)
  }
}
