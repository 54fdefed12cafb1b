/// How a picture file is decoded, known from its header, before any memory is taken for its pixels.
enum DecodingPlan {
  case png(PNGHeader)
  /// Each side is divided by `reduction`: 1, 2, 4 or 8.
  case jpeg(JPEGHeader, reduction: Int)
  case webp(WebPHeader)

  /// Throws where the picture has more pixels than the options allow, and cannot be read smaller.
  init(
    _ bytes: Span<UInt8>, _ options: ReadingOptions, for frame: Frame?
  ) throws(PictureError) {
    switch try PictureFormat.of(bytes) {
    case .png:
      let header = try PNGHeader(bytes)
      try Self.check(header.facts, header.width, header.height, options)
      self = .png(header)
    case .jpeg:
      let header = try JPEGHeader(bytes)
      try Self.checkNotEmpty(header.facts)
      let needed = frame?.reduction(of: header.facts.width, header.facts.height) ?? 1
      // A file that sends its picture in several scans is unpacked whole whatever comes out of it.
      let allowed =
        header.buffersCoefficients
        ? Self.allows(options, header.width, header.height) ? needed : nil
        : [1, 2, 4, 8].first {
          $0 >= needed && Self.allows(options, header.width(at: $0), header.height(at: $0))
        }
      guard let allowed else { throw Self.tooManyPixels(header.facts, options) }
      self = .jpeg(header, reduction: allowed)
    case .webp:
      let header = try WebPHeader(bytes)
      try Self.check(header.facts, header.width, header.height, options)
      self = .webp(header)
    }
  }

  /// Of a picture that is read as large as it is.
  private static func check(
    _ facts: PictureFacts, _ width: Int, _ height: Int, _ options: ReadingOptions
  ) throws(PictureError) {
    try checkNotEmpty(facts)
    guard allows(options, width, height) else { throw tooManyPixels(facts, options) }
  }

  private static func checkNotEmpty(_ facts: PictureFacts) throws(PictureError) {
    guard facts.width > 0 && facts.height > 0 else {
      throw .broken(facts.format, "it has no pixels")
    }
  }

  /// Multiplies nothing that could overflow.
  private static func allows(_ options: ReadingOptions, _ width: Int, _ height: Int) -> Bool {
    height <= options.maxPixels / width
  }

  private static func tooManyPixels(
    _ facts: PictureFacts, _ options: ReadingOptions
  ) -> PictureError {
    .tooManyPixels(width: facts.width, height: facts.height, limit: options.maxPixels)
  }

  /// About the most bytes that decoding has at a time: what the decoder gives and keeps itself, and the
  /// copies that are laid over a background, turned or converted.
  var memory: Int {
    switch self {
    case .png(let header):
      let pixels = header.width * header.height
      let facts = header.facts
      let hasAlpha = facts.hasAlpha || !header.chunks.isWhole
      // Interlaced 16-bit pictures come in words, beside their bytes.
      let bytes = facts.bitDepth == 16 && facts.isProgressive ? 3 : 1
      let copies = (hasAlpha ? 1 : 0) + (facts.orientation == .upright ? 0 : 1)
      return pixels * (bytes * (facts.channels + (hasAlpha ? 1 : 0)) + 3 * copies)
    case .jpeg(let header, let reduction):
      let pixels = header.width(at: reduction) * header.height(at: reduction)
      let copies =
        (header.components == 4 ? 1 : 0) + (header.facts.orientation == .upright ? 0 : 1)
      return pixels * (header.components + 3 * copies) + header.coefficientBytes
    case .webp(let header):
      // libwebp keeps as much as it gives, where there is alpha or nothing is lost.
      let copies =
        (header.facts.hasAlpha || !header.isWhole ? 1 : 0)
        + (header.facts.orientation == .upright ? 0 : 1)
      return header.width * header.height * (8 + 3 * copies)
    }
  }

  /// The picture, turned upright.
  func decode(
    _ bytes: Span<UInt8>, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    switch self {
    case .png(let header):
      let picture = try PNGDecoder.decode(bytes, header, options)
      return header.facts.orientation.applied(to: picture)
    case .jpeg(let header, let reduction):
      let picture = try JPEGDecoder.decode(bytes, header, reduction, options)
      return header.facts.orientation.applied(to: picture)
    case .webp(let header):
      let picture = try WebPDecoder.decode(bytes, header, options)
      return header.facts.orientation.applied(to: picture)
    }
  }
}
