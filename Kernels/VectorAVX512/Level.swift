/// The floats of one vector register.
typealias Lanes = SIMD16<Float>

/// What differs from level to level: the sizes of the register tiles, for 32 registers here.
enum Level {
  static let name = "avx512"

  /// The vectors of channels that a tile takes at most.
  static let panel = 4
  /// The floats of input that a block of pixels may cover.
  static let blockFloats = 1 << 16

  @inline(__always)
  static func multiply(_ product: PatchProduct, channel: Int, pixels: Range<Int>) {
    let left = product.channels - channel
    if left > 48 {
      product.multiply(Tile<6, 4>.self, channel: channel, pixels: pixels)
    } else if left > 32 {
      product.multiply(Tile<8, 3>.self, channel: channel, pixels: pixels)
    } else if left > 16 {
      product.multiply(Tile<8, 2>.self, channel: channel, pixels: pixels)
    } else {
      product.multiply(Tile<8, 1>.self, channel: channel, pixels: pixels)
    }
  }

  /// The pixels over which a tile of the weight gradient sums before the next tile's turn.
  static let blockPixels = 128

  @inline(__always)
  static func add(
    _ block: PixelBlock, to gradient: PatchGradient, channel: Int, run: Int, rows: Range<Int>
  ) {
    let left = gradient.channels - channel
    if left > 48 {
      gradient.add(block, size: Tile<6, 4>.self, channel: channel, run: run, rows: rows)
    } else if left > 32 {
      gradient.add(block, size: Tile<6, 3>.self, channel: channel, run: run, rows: rows)
    } else if left > 16 {
      gradient.add(block, size: Tile<6, 2>.self, channel: channel, run: run, rows: rows)
    } else {
      gradient.add(block, size: Tile<8, 1>.self, channel: channel, run: run, rows: rows)
    }
  }
}
