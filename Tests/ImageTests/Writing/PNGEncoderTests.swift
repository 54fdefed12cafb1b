import CPNG
import Images
import Testing

@Suite("PNG files hold the pixels they were made from")
struct PNGEncoderTests {
  @Test(arguments: [1, 2, 3, 4], [(1, 1), (7, 3), (64, 64), (1, 300)])
  func decodedByLibpngTheyAreEqual(channels: Int, size: (width: Int, height: Int)) throws {
    let pixels = noise(size.width * size.height * channels)
    let file = try PNGEncoder.encode(
      pixels, width: size.width, height: size.height, channels: channels)
    #expect(
      file
        == (try PNGEncoder.encode(
          pixels, width: size.width, height: size.height, channels: channels)))
    let back = try #require(decodedByLibpng(file, channels: channels))
    #expect(back.width == size.width && back.height == size.height)
    #expect(back.pixels == pixels, "\(channels) channels, \(size)")
  }
}

/// Bytes that do not compress, the same on every run.
func noise(_ count: Int) -> [UInt8] {
  var state: UInt32 = 1
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(state >> 24)
  }
}

func decodedByLibpng(
  _ file: [UInt8], channels: Int
) -> (width: Int, height: Int, pixels: [UInt8])? {
  var image = unsafe png_image()
  unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
  guard unsafe png_image_begin_read_from_memory(&image, file, file.count) != 0 else { return nil }
  let (width, height) = unsafe (Int(image.width), Int(image.height))
  let color = channels >= 3 ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
  let alpha = channels % 2 == 0 ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0
  guard unsafe image.format & ~png_uint_32(PNG_FORMAT_FLAG_COLORMAP) == color | alpha else {
    return nil
  }
  unsafe image.format = color | alpha
  var pixels = [UInt8](repeating: 0, count: width * height * channels)
  guard unsafe png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else { return nil }
  return (width, height, pixels)
}
