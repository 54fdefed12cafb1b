/// WebP data to pixels, through libwebp.
enum WebPDecoder {
  /// The picture as stored, over the background where it is transparent or not there.
  static func decode(
    _ bytes: Span<UInt8>, _ header: WebPHeader, _ options: ReadingOptions
  ) throws(PictureError) -> Picture {
    guard let library = WebPLibrary.shared else { throw .withoutLibrary(.webp) }
    guard options.acceptTruncated || header.isWhole else { throw .truncated(.webp) }
    let hasAlpha = header.facts.hasAlpha || !header.isWhole
    let stride = header.width * (hasAlpha ? 4 : 3)
    var status = WebPLibrary.Status.ok
    // A few bytes can stand for a very large picture: what is not decoded is not touched.
    let values = unsafe [UInt8](unsafeUninitializedCapacity: header.height * stride) {
      buffer, filled in
      if !header.isWhole { unsafe buffer.update(repeating: 0) }
      status = unsafe library.decode(
        bytes, hasAlpha ? .rgba : .rgb, stride: stride, into: buffer)
      filled = header.height * stride
    }
    switch status {
    case .ok: break
    case .suspended, .notEnoughData:
      // Also a file that has as many bytes as it says can say too few.
      guard !header.isWhole else { throw .truncated(.webp) }
    case .outOfMemory: throw .broken(.webp, "libwebp had not enough memory for it")
    case .invalidParameter, .damaged, .unsupported, .stopped:
      throw .broken(.webp, "libwebp cannot decode it")
    }
    let samples = Samples(values: values, colors: 3, hasAlpha: hasAlpha)
    let opaque = hasAlpha ? samples.over(options.background) : samples
    return Picture(
      width: header.width, height: header.height, channels: 3, pixels: opaque.values)
  }
}
