/// AVX-512: 32 registers of 16 floats.
///
/// This file holds what differs from level to level; cache and block sizes, which do not so far,
/// are in `BlockSizes.swift`.
enum Level {
  static let name = "avx512"

  /// Vectors of channels in a panel: as many as the widest register tile takes.
  static let panel = 4
}

/// The floats of one vector register.
typealias Lanes = SIMD16<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<16, Lanes>

extension PanelProduct {
  /// A panel of the product with the tile for the vectors of channels that it has.
  ///
  /// Eight accumulators fill two multiply-add units of latency four. Beside them stand a row of
  /// vectors and a broadcast:
  ///
  ///     rows x vectors   registers
  ///     4 x 4            16 + 4 + 1 = 21    1.0 to 1.1 times as fast as 6 x 4, minimal filtering
  ///     8 x 3            24 + 3 + 1 = 28
  ///     6 x 2            12 + 2 + 1 = 15    1.02 to 1.05 times as fast as 4 x 2 and 8 x 2
  ///     8 x 1             8 + 1 + 1 = 10
  @inline(__always)
  func multiply(rows: Range<Int>, channel: Int) {
    let left = channels - channel
    if left > 3 * Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<4, 4>.self)
    } else if left > 2 * Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<8, 3>.self)
    } else if left > Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<6, 2>.self)
    } else {
      multiply(rows: rows, channel: channel, by: Tile<8, 1>.self)
    }
  }
}
