import CPNG

/// Pixels to the bytes of a PNG file: 8 bit, sRGB, no time stamp, so the same pixels give the same
/// bytes.
///
/// Every row is filtered by Paeth's predictor, which of photographs leaves hardly more than the best filter of each row
/// (of charts, which are small, a seventh more), and compressed with little effort: a grid of samples takes a twentieth
/// more than with the usual effort, in a third of the time, which was most of all that `sample` took.
package enum PNGEncoder {
  private static let effort: Int32 = 3

  package static func encode(_ picture: Picture) throws(PictureWritingError) -> [UInt8] {
    try encode(
      picture.pixels, width: picture.width, height: picture.height, channels: picture.channels)
  }

  /// Interleaved pixels of `channels` grey, grey and alpha, RGB, or RGB and alpha.
  package static func encode(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int
  ) throws(PictureWritingError) -> [UInt8] {
    PNGChunk.join(
      try chunks(of: pixels, width: width, height: height, channels: channels)
        + [PNGChunk(type: "IEND", data: [])])
  }

  /// All but the end.
  static func chunks(
    of pixels: [UInt8], width: Int, height: Int, channels: Int
  ) throws(PictureWritingError) -> [PNGChunk] {
    precondition(pixels.count == width * height * channels, "pixels do not fill the picture")
    let limit = OutputFormat.png.longestSide
    guard max(width, height) <= limit else {
      throw .encoder(format: "PNG", reason: "no side may have more than \(limit) pixels")
    }
    let size = PNGChunk.bigEndian(UInt32(width)) + PNGChunk.bigEndian(UInt32(height))
    // 8 bits; the colour type: 2 for colour plus 4 for alpha; deflate, its filters, no interlacing.
    let colour: UInt8 = (channels >= 3 ? 2 : 0) + (channels.isMultiple(of: 2) ? 4 : 0)
    let data = try compressed(filtered(pixels, rowSize: width * channels, pixelSize: channels))
    // The length of a chunk has 31 bits.
    let parts = stride(from: 0, to: data.count, by: 1 << 30).map { start in
      PNGChunk(type: "IDAT", data: Array(data[start..<min(start + 1 << 30, data.count)]))
    }
    return [
      PNGChunk(type: "IHDR", data: size + [8, colour, 0, 0, 0]), PNGChunk(type: "sRGB", data: [0]),
    ] + parts
  }

  /// Of each row the number of its filter and what is left of its bytes.
  private static func filtered(_ pixels: [UInt8], rowSize: Int, pixelSize: Int) -> [UInt8] {
    // A black row above, and a black pixel before each row.
    let stride = pixelSize + rowSize
    let rows = pixels.count / rowSize
    var framed = [UInt8](repeating: 0, count: (rows + 1) * stride)
    for row in 0..<rows {
      let start = (row + 1) * stride + pixelSize
      framed.replaceSubrange(
        start..<start + rowSize, with: pixels[row * rowSize..<(row + 1) * rowSize])
    }
    return unsafe [UInt8](unsafeUninitializedCapacity: rows * (rowSize + 1)) { out, count in
      unsafe framed.withUnsafeBufferPointer { framed in
        for row in 0..<rows {
          unsafe out[row * (rowSize + 1)] = paeth
          let here = (row + 1) * stride
          for i in 0..<rowSize {
            let (left, above, corner) = unsafe (
              framed[here + i], framed[here - stride + pixelSize + i], framed[here - stride + i]
            )
            unsafe out[row * (rowSize + 1) + 1 + i] =
              framed[here + pixelSize + i] &- predicted(left, above, corner)
          }
        }
      }
      count = rows * (rowSize + 1)
    }
  }

  private static let paeth: UInt8 = 4

  /// Of left, above and corner the one that is nearest to left + above - corner, the first of those that are as near.
  private static func predicted(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    let (a, b, c) = (Int16(left), Int16(above), Int16(corner))
    let (fromLeft, fromAbove) = (abs(b &- c), abs(a &- c))
    let fromCorner = abs(a &+ b &- c &- c)
    let others = fromAbove <= fromCorner ? above : corner
    return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : others
  }

  private static func compressed(_ bytes: [UInt8]) throws(PictureWritingError) -> [UInt8] {
    var size = compressBound(uLong(bytes.count))
    var status = Z_OK
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { out, count in
      status = unsafe compress2(
        out.baseAddress, &size, bytes, uLong(bytes.count), effort)
      count = status == Z_OK ? Int(size) : 0
    }
    guard status == Z_OK else { throw .encoder(format: "PNG", reason: "zlib says \(status)") }
    return packed
  }
}
