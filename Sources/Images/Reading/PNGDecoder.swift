import CPNG

/// PNG data to pixels, through libpng's simplified interface: it converts to 8-bit sRGB, honouring
/// gamma chunks, and reports errors by return value.
enum PNGDecoder {
  /// The picture as stored, over the background where it is transparent.
  static func decode(
    _ bytes: Span<UInt8>, _ header: PNGHeader, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    let chunks = header.chunks
    guard chunks.dataCount > 0 else {
      throw chunks.isWhole ? .broken(.png, "it has no pixel data") : .truncated(.png)
    }
    guard options.acceptTruncated || chunks.isWhole && header.canHoldPixels else {
      throw .truncated(.png)
    }
    if let range = chunks.onlyRange {
      return try unpack(bytes.extracting(range), header, options)
    }
    return try unpack(chunks.gathered(from: bytes).span, header, options)
  }

  private static func unpack(
    _ bytes: Span<UInt8>, _ header: PNGHeader, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&image) }
    let isReadable = unsafe bytes.withUnsafeBytes {
      unsafe png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count) != 0
    }
    guard isReadable else { throw unsafe .broken(.png, message(of: image)) }
    // Without it 16-bit samples that do not say their gamma would be taken as linear light.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let isColor = unsafe image.format & PNG_FORMAT_FLAG_COLOR != 0
    let hasAlpha = unsafe image.format & PNG_FORMAT_FLAG_ALPHA != 0
    unsafe image.format &= PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA
    let channels = isColor ? 3 : 1
    let samplesPerPixel = channels + (hasAlpha ? 1 : 0)
    let background =
      isColor
      ? [options.background.red, options.background.green, options.background.blue]
      : [options.background.luma]
    let blank = hasAlpha ? [UInt8](repeating: 0, count: samplesPerPixel) : background
    let pixelCount = header.width * header.height
    var isWhole = true
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: pixelCount * samplesPerPixel) {
      buffer, filled in
      if options.acceptTruncated {
        for i in 0..<pixelCount * samplesPerPixel { unsafe buffer[i] = blank[i % samplesPerPixel] }
      }
      isWhole = unsafe png_image_finish_read(&image, nil, buffer.baseAddress, 0, nil) != 0
      filled = pixelCount * samplesPerPixel
    }
    guard isWhole || options.acceptTruncated && !header.chunks.isWhole else {
      throw unsafe .broken(.png, message(of: image))
    }
    let pixels = hasAlpha ? lay(samples, over: background) : samples
    return Picture(
      width: header.width, height: header.height, channels: channels, pixels: pixels)
  }

  /// (value * alpha + background * (255 - alpha)) / 255, rounded: the background alone where alpha
  /// is 0, whatever colour stands there.
  private static func lay(_ samples: [UInt8], over background: [UInt8]) -> [UInt8] {
    let channels = background.count
    let pixelCount = samples.count / (channels + 1)
    return [UInt8](capacity: pixelCount * channels) { result in
      for pixel in 0..<pixelCount {
        let alpha = UInt32(samples[pixel * (channels + 1) + channels])
        for channel in 0..<channels {
          let value = UInt32(samples[pixel * (channels + 1) + channel])
          let mixed = value * alpha + UInt32(background[channel]) * (255 - alpha)
          result.append(UInt8((mixed + 127) / 255))
        }
      }
    }
  }

  /// libpng's last message: at most 64 bytes that end in 0.
  private static func message(of image: png_image) -> String {
    unsafe withUnsafeBytes(of: image.message) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
