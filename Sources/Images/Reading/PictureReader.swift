/// The bytes of a PNG, JPEG or WebP file to a picture: whatever the file holds, 8 bits, grey or RGB,
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
    case .webp: try WebPHeader(bytes).facts
    }
  }

  /// The picture, decoded. With a `frame` to be resized to, a JPEG that is far larger than the
  /// frame needs may come out smaller than it is, by 2, 4 or 8; and so may one that has more pixels than
  /// the options allow.
  package static func read(
    _ bytes: Span<UInt8>, _ options: ReadingOptions = ReadingOptions(), for frame: Frame? = nil
  ) throws(PictureError) -> Picture {
    try withPicture(bytes, options, for: frame) { $0 }
  }

  /// Hands over the same picture, which is gone afterwards: of threads that decode at once, no more go on
  /// at a time than there is memory for (`DecodingMemory`).
  package static func withPicture<Result>(
    _ bytes: Span<UInt8>, _ options: ReadingOptions, for frame: Frame? = nil,
    _ use: (consuming Picture) -> Result
  ) throws(PictureError) -> Result {
    let plan = try DecodingPlan(bytes, options, for: frame)
    return try DecodingMemory.shared.take(plan.memory) { () throws(PictureError) in
      use(try plan.decode(bytes, options))
    }
  }
}
