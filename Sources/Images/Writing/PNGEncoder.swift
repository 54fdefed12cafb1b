import CPNG

/// Pixels to the bytes of a PNG file: 8 bit, sRGB, no time stamp, so the same pixels give the same
/// bytes.
package enum PNGEncoder {
  package static func encode(_ picture: Picture) throws(PictureWritingError) -> [UInt8] {
    try encode(
      picture.pixels, width: picture.width, height: picture.height, channels: picture.channels)
  }

  /// Interleaved pixels of `channels` grey, grey and alpha, RGB, or RGB and alpha.
  package static func encode(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int
  ) throws(PictureWritingError) -> [UInt8] {
    precondition(pixels.count == width * height * channels, "pixels do not fill the picture")
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(width)
    unsafe image.height = png_uint_32(height)
    unsafe image.format = format(channels)

    // Deflate grows what it cannot compress by less than a seventh, filters add a byte a row,
    // and the chunks around the data are small.
    let capacity = pixels.count + pixels.count / 4 + height * 2 + 4096
    var written = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var size = png_alloc_size_t(capacity)
      written =
        unsafe png_image_write_to_memory(
          &image, buffer.baseAddress, &size, 0, pixels, png_int_32(width * channels), nil) != 0
      count = written ? Int(size) : 0
    }
    guard written else {
      throw unsafe .encoder(format: "PNG", reason: PNGDecoder.message(of: image))
    }
    return bytes
  }

  private static func format(_ channels: Int) -> png_uint_32 {
    let colour = channels >= 3 ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
    let alpha = channels.isMultiple(of: 2) ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0
    return colour | alpha
  }
}
