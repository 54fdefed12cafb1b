/// The bytes of a PNG or JPEG file to a picture: whatever the file holds, 8 bits, grey or RGB,
/// turned upright, nothing transparent.
///
/// Colours are taken as sRGB. Transparent pixels are laid over the background in encoded values,
/// as browsers and most image programs do, so that a picture looks here as its maker saw it.
package enum PictureReader {
  /// What the header says.
  package static func facts(of bytes: Span<UInt8>) throws(PictureError) -> PictureFacts {
    switch try PictureFormat.of(bytes) {
    case .png: try PNGHeader(bytes).facts
    case .jpeg: try JPEGHeader(bytes).facts
    }
  }

  /// The picture, decoded. With a `frame` to be resized to, a JPEG that is far larger than the
  /// frame needs may come out smaller than it is, by 2, 4 or 8.
  package static func read(
    _ bytes: Span<UInt8>, _ options: ReadingOptions = ReadingOptions(), for frame: Frame? = nil
  ) throws(PictureError) -> Picture {
    switch try PictureFormat.of(bytes) {
    case .png:
      let header = try PNGHeader(bytes)
      try check(header.facts, options)
      let picture = try PNGDecoder.decode(bytes, header, options)
      return header.facts.orientation.applied(to: picture)
    case .jpeg:
      let header = try JPEGHeader(bytes)
      try check(header.facts, options)
      let reduction = frame?.reduction(of: header.facts.width, header.facts.height) ?? 1
      let picture = try JPEGDecoder.decode(bytes, header, reduction, options)
      return header.facts.orientation.applied(to: picture)
    }
  }

  /// Refuses a size that is more than the options allow, without multiplying what could overflow.
  private static func check(
    _ facts: PictureFacts, _ options: ReadingOptions
  ) throws(PictureError) {
    guard facts.width > 0 && facts.height > 0 else {
      throw .broken(facts.format, "it has no pixels")
    }
    guard facts.height <= options.maxPixels / facts.width else {
      throw .tooManyPixels(width: facts.width, height: facts.height, limit: options.maxPixels)
    }
  }
}
