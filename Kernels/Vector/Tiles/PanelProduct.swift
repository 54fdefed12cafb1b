/// A matrix product that register tiles work out. Its columns are channels, taken a panel at a time: as
/// many vectors as a tile has at most, or those that are left.
protocol PanelProduct {
  var channels: Int { get }

  /// Some rows of the product for the panel from `channel` on, tile by tile.
  ///
  /// Not inlined: a function for each size has all registers to itself.
  func multiply<let rows: Int, let vectors: Int>(
    rows range: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type)
}

extension PanelProduct {
  /// Some rows of the product for the panel from `channel` on.
  ///
  /// A tile has at least the eight sums that two units of four cycles take to be busy. Two vectors a row
  /// fit into 16 registers, four into 32, with a row of vectors and a broadcast beside the sums.
  @inline(__always)
  func multiply(rows: Range<Int>, channel: Int) {
    let left = channels - channel
    if Level.panel == 4 && left > 3 * Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<4, 4>.self)
    } else if Level.panel == 4 && left > 2 * Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<8, 3>.self)
    } else if left > Lanes.scalarCount {
      multiply(rows: rows, channel: channel, by: Tile<6, 2>.self)
    } else {
      multiply(rows: rows, channel: channel, by: Tile<8, 1>.self)
    }
  }

  /// Some rows of the product, a panel after another.
  @inline(__always)
  func multiply(rows: Range<Int>) {
    for channel in stride(from: 0, to: channels, by: Level.panelWidth) {
      multiply(rows: rows, channel: channel)
    }
  }
}

extension Level {
  /// Channels of a whole panel.
  static var panelWidth: Int { panel * Lanes.scalarCount }

  /// Panels that cover some channels.
  @inline(__always)
  static func panels(of channels: Int) -> Int { (channels + panelWidth - 1) / panelWidth }
}
