/// The floats of one vector register.
typealias Lanes = SIMD4<Float>

/// What differs from level to level: the sizes of the register tiles, for 32 registers here.
enum Level {
  static let name = "neon"

  /// The vectors of channels that a tile takes at most.
  static let panel = 2
  /// The floats of input that a block of pixels may cover.
  static let blockFloats = 1 << 16

  @inline(__always)
  static func multiply(_ product: PatchProduct, channel: Int, pixels: Range<Int>) {
    let left = product.channels - channel
    if left > 4 {
      product.multiply(Tile<6, 2>.self, channel: channel, pixels: pixels)
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
    if left > 4 {
      gradient.add(block, size: Tile<6, 2>.self, channel: channel, run: run, rows: rows)
    } else {
      gradient.add(block, size: Tile<8, 1>.self, channel: channel, run: run, rows: rows)
    }
  }

  @inline(__always)
  static func multiply(_ product: WinogradProduct, channel: Int, tiles: Range<Int>) {
    switch min(panel, (product.channels - channel) / Lanes.scalarCount) {
    case 2: product.multiply(Tile<6, 2>.self, channel: channel, tiles: tiles)
    default: product.multiply(Tile<8, 1>.self, channel: channel, tiles: tiles)
    }
  }

  @inline(__always)
  static func add(_ sums: WinogradSums, channel: Int) {
    switch min(panel, (sums.channels - channel) / Lanes.scalarCount) {
    case 2: sums.add(Tile<4, 2>.self, channel: channel)
    default: sums.add(Tile<8, 1>.self, channel: channel)
    }
  }
}

/// A vector for each lane.
typealias LaneRows = InlineArray<4, Lanes>
