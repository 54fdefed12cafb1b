/// An 8-bit picture: rows top to bottom, `channels` 1 (grey) or 3 (RGB) interleaved, no padding.
package struct Picture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package let channels: Int
  /// height * width * channels values.
  package var pixels: [UInt8]

  package init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3), "not a picture")
    precondition(pixels.count == width * height * channels, "pixels do not fill the picture")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}
