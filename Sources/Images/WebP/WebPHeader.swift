/// What the chunks of a WebP file say of its picture.
///
///     "RIFF" | size of what follows (4) | "WEBP" | chunk, chunk ...
///     chunk: name (4) | length (4) | content, filled up to an even length
///
/// Numbers begin with their least byte. A simple file has one chunk: "VP8 ", lossy, or "VP8L", lossless. An extended one begins
/// with "VP8X", which says the size of the picture and what else there is.
struct WebPHeader {
  let facts: PictureFacts
  /// The size as stored, before the orientation is applied.
  let width: Int
  let height: Int
  /// Whether the file has as many bytes as it says.
  let isWhole: Bool
  /// Where the ICC profile stands, if there is one.
  let profile: Range<Int>?

  /// Flags of VP8X.
  private static let (animation, alpha) = (0x02, 0x10)

  init(_ bytes: Span<UInt8>) throws(PictureError) {
    isWhole = bytes.count >= 12 && 8 + bytes.littleEndian(at: 4, bytes: 4) <= bytes.count
    var canvas: (width: Int, height: Int, flags: Int)?
    var coded: (width: Int, height: Int, hasAlpha: Bool)?
    var profile: Range<Int>?
    var orientation = Orientation.upright
    var at = 12
    while at + 8 <= bytes.count {
      let start = at + 8
      let end = start + bytes.littleEndian(at: at + 4, bytes: 4)
      let content = bytes.extracting(start..<min(end, bytes.count))
      let name = bytes.extracting(at..<at + 4)
      if name.spells("VP8X"), content.count >= 10 {
        canvas = (
          content.littleEndian(at: 4, bytes: 3) + 1, content.littleEndian(at: 7, bytes: 3) + 1,
          Int(content[0])
        )
      } else if name.spells("VP8 "), coded == nil {
        coded = Self.lossy(content)
      } else if name.spells("VP8L"), coded == nil {
        coded = Self.lossless(content)
      } else if name.spells("ICCP"), end <= bytes.count {
        profile = start..<end
      } else if name.spells("EXIF"), end <= bytes.count {
        // Some programs put before the block what stands before it in a JPEG file.
        let mark = content.holds(Array("Exif\0\0".utf8), at: 0) ? 6 : 0
        orientation = Orientation(exif: content.extracting(droppingFirst: mark))
      }
      at = end + end % 2
    }
    self.profile = profile
    let flags = canvas?.flags ?? 0
    if flags & Self.animation != 0 { throw .unsupported("animated WebP") }
    guard let size = canvas.map({ ($0.width, $0.height) }) ?? coded.map({ ($0.width, $0.height) })
    else {
      throw isWhole ? .broken(.webp, "it has no picture") : .truncated(.webp)
    }
    (width, height) = size
    facts = PictureFacts(
      format: .webp, width: orientation.swapsSides ? height : width,
      height: orientation.swapsSides ? width : height, channels: 3, bitDepth: 8,
      hasAlpha: canvas == nil ? coded?.hasAlpha ?? false : flags & Self.alpha != 0,
      isProgressive: false, orientation: orientation)
  }

  /// frame tag (3) | 9D 01 2A | width in 14 bits, scale in 2 | height, likewise
  private static func lossy(_ content: Span<UInt8>) -> (Int, Int, Bool)? {
    guard content.count >= 10, content.holds([0x9D, 0x01, 0x2A], at: 3) else { return nil }
    let (width, height) = (
      content.littleEndian(at: 6, bytes: 2), content.littleEndian(at: 8, bytes: 2)
    )
    return (width & 0x3FFF, height & 0x3FFF, false)
  }

  /// 2F | width - 1 in 14 bits, height - 1 in 14, whether there is alpha in 1, version in 3
  private static func lossless(_ content: Span<UInt8>) -> (Int, Int, Bool)? {
    guard content.count >= 5, content[0] == 0x2F else { return nil }
    let bits = content.littleEndian(at: 1, bytes: 4)
    return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1, bits >> 28 & 1 != 0)
  }
}

extension Span<UInt8> {
  fileprivate func littleEndian(at offset: Int, bytes: Int) -> Int {
    (0..<bytes).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
  }
}
