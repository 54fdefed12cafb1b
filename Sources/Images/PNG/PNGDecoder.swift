import CPNG

/// PNG data to pixels, through libpng's simplified interface: it converts to 8-bit sRGB, honouring
/// gamma chunks, and reports errors by return value.
enum PNGDecoder {
  /// What libpng takes.
  private static let longestSide = 1_000_000

  /// The picture as stored, over the background where it is transparent.
  static func decode(
    _ bytes: Span<UInt8>, _ header: PNGHeader, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    guard max(header.width, header.height) <= longestSide else {
      throw .unsupported("PNG with a side of more than \(longestSide) pixels")
    }
    let chunks = header.chunks
    guard chunks.dataCount > 0 else {
      throw chunks.isWhole ? .broken(.png, "it has no pixel data") : .truncated(.png)
    }
    guard options.acceptTruncated || chunks.isWhole && header.canHoldPixels else {
      throw .truncated(.png)
    }
    let samples: Samples<UInt8>
    if header.facts.bitDepth == 16 && header.facts.isProgressive {
      samples = try interlaced16(bytes, header)
    } else if let range = chunks.onlyRange {
      samples = try unpack(bytes.extracting(range), header)
    } else {
      samples = try unpack(chunks.gathered(from: bytes).span, header)
    }
    let opaque = samples.hasAlpha ? samples.over(options.background) : samples
    return Picture(
      width: header.width, height: header.height, channels: opaque.colors, pixels: opaque.values)
  }

  /// What libpng makes of these chunks: 8-bit sRGB, or 16-bit linear light times alpha. Pixels
  /// that a cut file lacks are transparent.
  static func unpack<Value>(
    _ bytes: Span<UInt8>, _ header: PNGHeader
  ) throws(PictureError) -> Samples<Value> {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&image) }
    let isReadable = unsafe bytes.withUnsafeBytes {
      unsafe png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count) != 0
    }
    guard isReadable else { throw unsafe .broken(.png, message(of: image)) }
    // Without this flag 16-bit samples that do not say their gamma are taken as linear light.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let isCut = !header.chunks.isWhole
    let isColor = unsafe image.format & PNG_FORMAT_FLAG_COLOR != 0
    let hasAlpha = unsafe isCut || image.format & PNG_FORMAT_FLAG_ALPHA != 0
    unsafe image.format =
      (isColor ? PNG_FORMAT_FLAG_COLOR : 0) | (hasAlpha ? PNG_FORMAT_FLAG_ALPHA : 0)
      | (Value.bitWidth == 16 ? PNG_FORMAT_FLAG_LINEAR : 0)
    let count = header.width * header.height * ((isColor ? 3 : 1) + (hasAlpha ? 1 : 0))
    var isRead = false
    let values = unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      if isCut { unsafe buffer.update(repeating: 0) }
      isRead = unsafe png_image_finish_read(&image, nil, buffer.baseAddress, 0, nil) != 0
      filled = count
    }
    guard isRead || isCut else { throw unsafe .broken(.png, message(of: image)) }
    return Samples(values: values, colors: isColor ? 3 : 1, hasAlpha: hasAlpha)
  }

  /// libpng's last message: at most 64 bytes that end in 0.
  private static func message(of image: png_image) -> String {
    unsafe withUnsafeBytes(of: image.message) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
