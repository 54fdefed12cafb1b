import Files
import Foundation
import Images

/// A small picture that no other number has.
func testPicture(_ number: Int, channels: Int = 3, width: Int = 12, height: Int = 10) -> Picture {
  let pixels = (0..<width * height * channels).map {
    UInt8(truncatingIfNeeded: ($0 / channels) * 7 + number * 31 + ($0 % channels) * 50)
  }
  return Picture(width: width, height: height, channels: channels, pixels: pixels)
}

/// Without the flushing of `WholeFile`, since there are many of them.
func put(_ picture: Picture, _ path: String) throws {
  try Data(PNGEncoder.encode(picture)).write(to: URL(fileURLWithPath: path))
}

extension PictureCache {
  func bytes(_ number: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: pictureSize)
    var span = bytes.mutableSpan
    try read(number, into: &span)
    return bytes
  }
}
