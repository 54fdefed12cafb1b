import CLanes
import KernelContract

/// Minimal filtering F(2x2, 2x2): two by two results of a two by two window, from nine products
/// instead of sixteen. On one axis, with results y, window g and numbers d,
///
///     m0 = (d0 - d1) g0        y0 = m0 + m1 = d0 g0 + d1 g1
///     m1 = d1 (g0 + g1)        y1 = m1 + m2 = d1 g0 + d2 g1
///     m2 = (d2 - d1) g1
///
/// and the same on the other axis with every number a row. A 4x4 window of stride 2 is four such
/// windows, one for each plane of the fine side (the pixels of even or odd row and column): their
/// results are summed in the direction fine to coarse, and lie beside each other in the other.
/// The nine products of all tiles are nine matrix products, over channels, or over tiles for the
/// weight gradient. Only additions are put around them, so little accuracy is lost.
enum Winograd {
  /// Products of a tile.
  static var points: Int { 9 }

  /// 4x4 windows of stride 2 that whole tiles and whole vectors of channels cover.
  @inline(__always)
  static func suits(_ g: ConvolutionGeometry) -> Bool {
    g.kernel == 4 && g.stride == 2 && g.padding == 1
      && g.fineHeight % 4 == 0 && g.fineWidth % 4 == 0
      && g.fineChannels % 16 == 0 && g.coarseChannels % Lanes.scalarCount == 0
  }

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

/// The three by three numbers under a tile, or its nine products, each a vector of channels.
struct WinogradSquare {
  var values: InlineArray<9, Lanes>
}

extension WinogradSquare {
  /// Numbers that lie `step` and `row` floats apart.
  @inline(__always)
  init(loading address: UnsafePointer<Float>, step: Int, row: Int) {
    values = .init(repeating: .zero)
    for i in 0..<3 {
      for j in 0..<3 { values[3 * i + j] = unsafe .load(address + i * row + j * step) }
    }
  }

  /// Products that lie `point` floats apart.
  @inline(__always)
  init(loading address: UnsafePointer<Float>, point: Int) {
    unsafe self.init(loading: address, step: point, row: 3 * point)
  }

  /// (a, a + b, b) on both axes, of a window, or of the gradient of results.
  @inline(__always)
  init(spreading quad: WinogradQuad) {
    let v = quad.values
    let (top, bottom) = (v[0] + v[1], v[2] + v[3])
    let (left, right) = (v[0] + v[2], v[1] + v[3])
    values = [v[0], top, v[1], left, top + bottom, right, v[2], bottom, v[3]]
  }

  /// (a - b, b, c - b) on both axes.
  @inline(__always)
  var differences: WinogradSquare {
    var square = self
    for j in 0..<3 {
      square.values[j] -= values[3 + j]
      square.values[6 + j] -= values[3 + j]
    }
    for i in 0..<3 {
      let middle = square.values[3 * i + 1]
      square.values[3 * i] -= middle
      square.values[3 * i + 2] -= middle
    }
    return square
  }

  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, point: Int) {
    for p in 0..<9 { unsafe values[p].store(to: address + p * point) }
  }

  /// The same, past the caches.
  @inline(__always)
  func stream(to address: UnsafeMutablePointer<Float>, point: Int) {
    for p in 0..<9 { unsafe values[p].stream(to: address + p * point) }
  }
}

/// Two by two numbers, each a vector of channels: a window, or a tile's results.
struct WinogradQuad {
  var values: InlineArray<4, Lanes>
}

extension WinogradQuad {
  /// Numbers that lie `step` and `row` floats apart.
  @inline(__always)
  init(loading address: UnsafePointer<Float>, step: Int, row: Int) {
    values = unsafe [
      .load(address), .load(address + step), .load(address + row), .load(address + row + step),
    ]
  }

  /// Prefetches what `init(loading:step:row:)` reads.
  @inline(__always)
  static func fetch(_ address: UnsafePointer<Float>, step: Int, row: Int) {
    unsafe prefetch(address)
    unsafe prefetch(address + step)
    unsafe prefetch(address + row)
    unsafe prefetch(address + row + step)
  }

  /// (a + b, b + c) on both axes: results from products, or a window's gradient from those.
  @inline(__always)
  init(folding square: WinogradSquare) {
    let v = square.values
    let upper = (v[0] + v[3], v[1] + v[4], v[2] + v[5])
    let lower = (v[3] + v[6], v[4] + v[7], v[5] + v[8])
    values = [upper.0 + upper.1, upper.1 + upper.2, lower.0 + lower.1, lower.1 + lower.2]
  }

  /// Writes each number plus `start`, `step` and `row` floats apart.
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, step: Int, row: Int, adding start: Lanes) {
    unsafe (start + values[0]).store(to: address)
    unsafe (start + values[1]).store(to: address + step)
    unsafe (start + values[2]).store(to: address + row)
    unsafe (start + values[3]).store(to: address + row + step)
  }
}
