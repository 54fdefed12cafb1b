/// NEON: 32 registers of 4 floats.
///
/// This file holds what differs from level to level; cache and block sizes, which do not so far,
/// are in `BlockSizes.swift`.
enum Level {
  static let name = "neon"

  /// Vectors of channels in a panel: as many as the widest register tile takes.
  static let panel = 2
}

/// The floats of one vector register.
typealias Lanes = SIMD4<Float>

/// A vector for each lane.
typealias LaneRows = InlineArray<4, Lanes>

extension PanelProduct {
  /// A panel of the product with the tile for the vectors of channels that it has.
  ///
  /// The tiles of AVX2, which take half of the registers. They are correct, which an emulated CPU
  /// shows; no real one has been measured. One with four multiply-add units would want 16
  /// accumulators.
  @inline(__always)
  func multiply(rows: Range<Int>, channel: Int) {
    if channels - channel > Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<6, 2>.self)
    } else {
      multiply(rows: rows, channel: channel, by: Tile<8, 1>.self)
    }
  }
}
