/// A convolution by minimal filtering, see `Winograd`:
///
///     products[point][tile, c] = sum over i of input[point][tile, i] weights[point][i, c]
///     results of a tile = bias + the filter's results of its products
@safe struct WinogradProduct<Filter: WinogradFilter>: PanelProduct {
  let input: WinogradInput<Filter>
  /// Channels of a plane of the input.
  let planeChannels: Int
  /// Channels of the results.
  let channels: Int
  /// [panel][point][i][lane], see `WinogradPacking`.
  let weights: UnsafePointer<Float>
  /// A number for each channel, or nil for zeros.
  let bias: UnsafePointer<Float>?
  let output: UnsafeMutablePointer<Float>
  let outputStep: PixelStep
  let workspace: UnsafeMutablePointer<Float>
}

extension WinogradProduct {
  @inline(__always)
  private var depth: Int { input.planeCount * planeChannels }

  /// Floats of workspace: a block's transformed input and its products for one panel.
  @inline(__always)
  static func workspaceCount(depth: Int) -> Int {
    Winograd<Filter>.points * Winograd<Filter>.tiles(depth: depth) * (depth + Level.panelWidth)
  }

  /// The results of a block of tiles, which has at most `Winograd.tiles`.
  @inline(__always)
  func run(tiles range: Range<Int>) {
    unsafe input.transform(
      tiles: range, planes: 0..<input.planeCount, channels: 0..<planeChannels, to: workspace)
    multiply(rows: range)
  }

  @inline(never)
  func multiply<let rows: Int, let vectors: Int>(
    rows tiles: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type
  ) {
    let panel = vectors * Lanes.scalarCount
    let products = unsafe workspace + Winograd<Filter>.points * tiles.count * depth
    for point in 0..<Winograd<Filter>.points {
      unsafe multiply(
        size, workspace + point * tiles.count * depth,
        weights + (channel * Winograd<Filter>.points + point * panel) * depth,
        count: tiles.count, to: products + point * tiles.count * panel)
    }
    var walk = input.walk(outputStep, from: tiles.lowerBound)
    for tile in 0..<tiles.count {
      for c in stride(from: 0, to: panel, by: Lanes.scalarCount) {
        let start = unsafe bias.map { unsafe Lanes.load($0 + channel + c) } ?? .zero
        let all = unsafe Filter.Points(
          loading: products + tile * panel + c, point: tiles.count * panel)
        unsafe Filter.results(all).store(
          to: output + walk.output + channel + c, step: outputStep.pixel, row: outputStep.row,
          adding: start)
      }
      walk.advance()
    }
  }

  /// The products of one point: rows of `a` are tiles, rows of `b` numbers of the input.
  @inline(__always)
  private func multiply<let rows: Int, let vectors: Int>(
    _ size: Tile<rows, vectors>.Type, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    count: Int, to products: UnsafeMutablePointer<Float>
  ) {
    let panel = vectors * Lanes.scalarCount
    for first in stride(from: 0, to: count, by: rows) {
      // A register tile that has more rows than are left repeats the last one.
      var sources = unsafe InlineArray<rows, UnsafePointer<Float>>(repeating: a)
      var results = unsafe InlineArray<rows, UnsafeMutablePointer<Float>>(repeating: products)
      for r in 0..<rows {
        let row = min(first + r, count - 1)
        unsafe sources[r] = unsafe a + row * depth
        unsafe results[r] = unsafe products + row * panel
      }
      var tile = Tile<rows, vectors>(.init(repeating: .zero))
      var row = unsafe b
      for i in 0..<depth {
        tile.add({ unsafe sources[$0][i] }, { unsafe .load(row + $0 * Lanes.scalarCount) })
        unsafe row += panel
      }
      unsafe tile.store(to: results, first: panel)
    }
  }
}
