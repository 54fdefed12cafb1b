/// AVX2 with FMA: 16 registers of 8 floats.
///
/// This file holds what differs from level to level; cache and block sizes, which do not so far,
/// are in `BlockSizes.swift`.
enum Level {
  static let name = "avx2"

  /// Vectors of channels in a panel: as many as the widest register tile takes.
  static let panel = 2
}

/// The floats of one vector register.
typealias Lanes = SIMD8<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<8, Lanes>

extension PanelProduct {
  /// A panel of the product with the tile for the vectors of channels that it has.
  ///
  /// Eight accumulators fill two multiply-add units of latency four. Beside them stand a row of
  /// vectors and a broadcast:
  ///
  ///     rows x vectors   registers
  ///     6 x 2            12 + 2 + 1 = 15    1.04 to 1.12 times as fast as 4 x 2, weight gradients
  ///     8 x 1             8 + 1 + 1 = 10
  @inline(__always)
  func multiply(rows: Range<Int>, channel: Int) {
    if channels - channel > Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<6, 2>.self)
    } else {
      multiply(rows: rows, channel: channel, by: Tile<8, 1>.self)
    }
  }
}
