import Images
import Testing

/// A picture in which every pixel differs from its neighbours.
func gradient(width: Int, height: Int, channels: Int) -> Picture {
  let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 7) }
  return Picture(width: width, height: height, channels: channels, pixels: pixels)
}

@Suite("What the writer writes, the reader reads")
struct RoundTripTests {
  @Test(arguments: [1, 3], [1, 2, 7, 64])
  func pngKeepsEveryPixel(channels: Int, side: Int) throws {
    let picture = gradient(width: side, height: side + 3, channels: channels)
    let bytes = try PNGEncoder.encode(picture)
    #expect(try PictureReader.read(bytes.span) == picture)
    let facts = try PictureReader.facts(of: bytes.span)
    #expect(facts.width == side && facts.height == side + 3 && facts.channels == channels)
  }

  @Test(arguments: [1, 3])
  func jpegKeepsSizeAndChannels(channels: Int) throws {
    let picture = gradient(width: 33, height: 20, channels: channels)
    let bytes = try JPEGEncoder.encode(picture)
    let back = try PictureReader.read(bytes.span)
    #expect(back.width == 33 && back.height == 20 && back.channels == channels)
  }
}
