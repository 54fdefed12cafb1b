import KernelContract

/// Minimal filtering: two by two results of a window from fewer products than the window has taps for them, see
/// `WinogradFilter`. The products of all tiles, point by point, are matrix products, over channels, or over tiles
/// for the weight gradient.
///
/// A window of stride 2 is four windows of half the side, one for each plane of the fine side (the pixels of even or odd
/// row and column): their results are summed in the direction fine to coarse, and lie beside each other in the other.
/// One of stride 1 has a single plane.
enum Winograd<Filter: WinogradFilter> {
  /// Products of a tile.
  @inline(__always)
  static var points: Int { Filter.Points.count * Filter.Points.count }

  /// Windows that move by as many pixels as they have planes on an axis, with as many zeros around the fine side as
  /// results need, over whole tiles and whole vectors of channels.
  @inline(__always)
  static func suits(_ g: ConvolutionGeometry) -> Bool {
    g.kernel == g.stride * Filter.Window.count && g.stride <= 2 && g.padding == 1
      && g.fineHeight % (2 * g.stride) == 0 && g.fineWidth % (2 * g.stride) == 0
      && g.fineChannels % 16 == 0 && g.coarseChannels % Lanes.scalarCount == 0
  }

  @inline(__always)
  static func planes(_ g: ConvolutionGeometry) -> Int { g.stride * g.stride }

  /// Tiles of a block whose input has `depth` channels: as many as stay in the cache, rounded down
  /// so that they fill register tiles.
  @inline(__always)
  static func tiles(depth: Int) -> Int {
    max(
      Level.tileRows,
      min(
        Level.winogradTiles,
        Level.winogradFloats / (points * depth) / Level.tileRows * Level.tileRows))
  }
}
