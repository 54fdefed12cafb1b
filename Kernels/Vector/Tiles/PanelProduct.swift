/// A matrix product that register tiles compute. Its columns are channels, taken a panel at a time:
/// as many vectors as the widest tile has, or those that are left.
protocol PanelProduct {
  var channels: Int { get }

  /// Some rows of the product for the panel that starts at `channel`, tile by tile.
  ///
  /// Not inlined: a function for each size has all registers to itself.
  func multiply<let rows: Int, let vectors: Int>(
    rows range: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type)
}

extension PanelProduct {
  /// Some rows of the product, one panel after another. `Level.swift` chooses the tile for each.
  @inline(__always)
  func multiply(rows: Range<Int>) {
    for channel in stride(from: 0, to: channels, by: Level.panelWidth) {
      multiply(rows: rows, channel: channel)
    }
  }
}
