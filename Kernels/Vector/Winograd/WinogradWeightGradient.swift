import CLanes
import KernelContract

/// The weight gradient by minimal filtering, see `Winograd`:
///
///     sums[point][i, k] = sum over tiles of fine[point][tile, i] coarse[point][tile, k]
///     gradient of the window of plane and channel i, output k = the filter's taps of the sums
///
/// where the fine side is transformed as for the convolution, and the coarse side, which stands
/// where the results do, is spread.
@safe struct WinogradWeightGradient<Filter: WinogradFilter> {
  let geometry: ConvolutionGeometry
  let tiles: Int
  let fine: WinogradInput<Filter>
  let coarse: UnsafePointer<Float>
  let coarseStep: PixelStep
  let gradient: UnsafeMutablePointer<Float>
  let workspace: UnsafeMutablePointer<Float>
}

extension WinogradWeightGradient {
  /// Fine channels of a unit's rows: as many as fill it with the fewest planes, so that whole
  /// pixels are read.
  @inline(__always)
  private static func channels(_ g: ConvolutionGeometry) -> Int {
    g.fineChannels % Level.winogradGradientRows == 0
      ? Level.winogradGradientRows : g.fineChannels % 32 == 0 ? 32 : 16
  }

  /// Planes of a unit's rows.
  @inline(__always)
  private static func planes(_ g: ConvolutionGeometry) -> Int {
    min(Winograd<Filter>.planes(g), Level.winogradGradientRows / channels(g))
  }

  @inline(__always)
  private static func rows(_ g: ConvolutionGeometry) -> Int { planes(g) * channels(g) }

  /// Coarse channels of a unit at most.
  @inline(__always)
  private static func columns(_ g: ConvolutionGeometry) -> Int {
    Level.winogradGradientSums / (Winograd<Filter>.points * rows(g)) / 64 * 64
  }

  @inline(__always)
  static func units(_ g: ConvolutionGeometry) -> Int {
    Winograd<Filter>.planes(g) * g.fineChannels / rows(g)
      * ((g.coarseChannels + columns(g) - 1) / columns(g))
  }

  /// Floats of workspace: a unit's sums, and both sides of a block, transformed.
  @inline(__always)
  static func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    let k = min(columns(g), g.coarseChannels)
    return Winograd<Filter>.points * (rows(g) * k + Level.winogradGradientTiles * (rows(g) + k))
  }

  /// Units count the slices of fine channels, then the groups of planes, then the coarse channels.
  @inline(__always)
  func run(unit: Int) {
    let width = WinogradWeightGradient.channels(geometry)
    let (group, slice) = unit.quotientAndRemainder(dividingBy: geometry.fineChannels / width)
    let channels = slice * width..<(slice + 1) * width
    let planeCount = WinogradWeightGradient.planes(geometry)
    let (part, planes) = group.quotientAndRemainder(
      dividingBy: Winograd<Filter>.planes(geometry) / planeCount)
    let firstPlane = planes * planeCount
    let start = part * WinogradWeightGradient.columns(geometry)
    let outputs =
      start..<min(geometry.coarseChannels, start + WinogradWeightGradient.columns(geometry))

    let rows = WinogradWeightGradient.rows(geometry)
    let k = outputs.count
    let size = rows * k
    let a = unsafe workspace + Winograd<Filter>.points * size
    let b = unsafe a + Winograd<Filter>.points * Level.winogradGradientTiles * rows
    for first in stride(from: 0, to: tiles, by: Level.winogradGradientTiles) {
      let range = first..<min(tiles, first + Level.winogradGradientTiles)
      unsafe fine.transform(
        tiles: range, planes: firstPlane..<firstPlane + planeCount, channels: channels, to: a)
      unsafe spread(tiles: range, outputs: outputs, to: b)
      let next = range.upperBound..<min(tiles, range.upperBound + Level.winogradGradientTiles)
      for point in 0..<Winograd<Filter>.points {
        let part = next.part(point, of: Winograd<Filter>.points)
        fine.fetch(
          tiles: part, planes: firstPlane..<firstPlane + planeCount, channels: channels)
        fetch(tiles: part, outputs: outputs)
        unsafe OuterProducts(
          count: range.count,
          a: a + point * range.count * rows, aStep: rows,
          b: b + point * range.count * k, bStep: k, channels: k,
          sums: workspace + point * size, sumsStep: k, adds: first > 0
        ).multiply(rows: 0..<rows)
      }
    }
    for plane in 0..<planeCount {
      fold(
        row: plane * width, plane: firstPlane + plane, channels: channels, outputs: outputs)
    }
  }

  /// Writes the coarse side of `tiles` as [point][tile][output of `outputs`].
  @inline(__always)
  private func spread(
    tiles: Range<Int>, outputs: Range<Int>, to target: UnsafeMutablePointer<Float>
  ) {
    var walk = fine.walk(coarseStep, from: tiles.lowerBound)
    for tile in 0..<tiles.count {
      let source = unsafe coarse + walk.input + outputs.lowerBound
      for k in stride(from: 0, to: outputs.count, by: Lanes.scalarCount) {
        let quad = unsafe WinogradSquare<2>(
          loading: source + k, step: coarseStep.pixel, row: coarseStep.row)
        unsafe Filter.spread(quad).store(
          to: target + tile * outputs.count + k, point: tiles.count * outputs.count)
      }
      walk.advance()
    }
  }

  /// Prefetches what `spread` will read of `tiles`.
  @inline(__always)
  private func fetch(tiles: Range<Int>, outputs: Range<Int>) {
    var walk = fine.walk(coarseStep, from: tiles.lowerBound)
    for _ in tiles {
      let source = unsafe coarse + walk.input + outputs.lowerBound
      for k in stride(from: 0, to: outputs.count, by: Level.lineFloats) {
        unsafe WinogradSquare<2>.fetch(source + k, step: coarseStep.pixel, row: coarseStep.row)
      }
      walk.advance()
    }
  }

  /// From a unit's sums, from `row` on, to the weights of a plane: taps (s i + row of the plane, s j + its column) of
  /// stride s.
  @inline(__always)
  private func fold(row: Int, plane: Int, channels: Range<Int>, outputs: Range<Int>) {
    let g = geometry
    let tap = g.fineChannels * g.coarseChannels
    let (top, left) = plane.quotientAndRemainder(dividingBy: g.stride)
    let corner = unsafe gradient + (top * g.kernel + left) * tap + outputs.lowerBound
    let rows = WinogradWeightGradient.rows(g)
    for c in channels {
      let source = unsafe workspace + (row + c - channels.lowerBound) * outputs.count
      for k in stride(from: 0, to: outputs.count, by: Lanes.scalarCount) {
        let sums = unsafe Filter.Points(loading: source + k, point: rows * outputs.count)
        unsafe Filter.taps(sums).store(
          to: corner + c * g.coarseChannels + k, step: g.stride * tap,
          row: g.stride * g.kernel * tap, adding: .zero)
      }
    }
  }
}

extension Range<Int> {
  /// One of `parts` of nearly the same length.
  @inline(__always)
  fileprivate func part(_ index: Int, of parts: Int) -> Range<Int> {
    lowerBound + index * count / parts..<lowerBound + (index + 1) * count / parts
  }
}
