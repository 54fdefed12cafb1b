/// What the first chunk of a PNG file says, and what the others add to it.
struct PNGHeader {
  let facts: PictureFacts
  /// The size as stored, before the orientation is applied.
  let width: Int
  let height: Int
  let chunks: PNGChunks
  private let bitsPerPixel: Int

  init(_ bytes: Span<UInt8>) throws(PictureError) {
    guard bytes.count >= 33 else { throw .truncated(.png) }
    guard bytes.bigEndian32(at: 8) == 13, bytes.holds(Array("IHDR".utf8), at: 12) else {
      throw .broken(.png, "it does not begin with a header")
    }
    width = bytes.bigEndian32(at: 16)
    height = bytes.bigEndian32(at: 20)
    guard width > 0 && height > 0 else { throw .broken(.png, "it has no pixels") }
    let depth = Int(bytes[24])
    let colorType = Int(bytes[25])
    let samples = [1, 0, 3, 1, 2, 0, 4]
    guard [1, 2, 4, 8, 16].contains(depth), colorType < 7, samples[colorType] > 0 else {
      throw .broken(.png, "its colour type is unknown")
    }
    bitsPerPixel = depth * samples[colorType]
    chunks = PNGChunks(bytes)
    let orientation = chunks.orientation
    facts = PictureFacts(
      format: .png, width: orientation.swapsSides ? height : width,
      height: orientation.swapsSides ? width : height, channels: colorType & 2 == 0 ? 1 : 3,
      bitDepth: depth, hasAlpha: colorType & 4 != 0 || chunks.hasTransparentColors,
      isProgressive: bytes[28] != 0, orientation: orientation)
  }

  /// Whether the compressed bytes can unpack to the picture: deflate makes at most 258 bytes of
  /// two bits. Less cannot hold it, and needs no memory to find out.
  var canHoldPixels: Bool {
    (width * bitsPerPixel + 7) / 8 * height <= 1032 * chunks.dataCount
  }
}
