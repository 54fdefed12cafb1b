import KernelContract

/// Weights as `WinogradProduct` reads them: spread to the filter's points, in panels of channels,
/// [panel][point][row][lane].
///
/// `toCoarse` has rows (plane, fine channel) and lanes of coarse channels. `toFine` has such a
/// matrix for each plane, with rows of coarse channels and lanes of fine ones, and its windows run
/// backwards.
struct WinogradPacking<Filter: WinogradFilter> {
  let channels: Int
  let depth: Int

  @inline(__always)
  static func count(_ g: ConvolutionGeometry) -> Int {
    Winograd<Filter>.planes(g) * Winograd<Filter>.points * g.fineChannels * g.coarseChannels
  }

  /// A unit is a plane's panel of channels, in every row. The packed weights of a whole model would
  /// fill the third-level cache, and are not read before the next step: they go past the caches, in
  /// whole lines.
  @inline(__always)
  static func units(_ g: ConvolutionGeometry, channels: Int) -> Int {
    Winograd<Filter>.planes(g) * Level.panels(of: channels)
  }

  /// The lanes of a panel, where point 0 of its row 0 lies, and how far points are apart.
  @inline(__always)
  private func place(panel: Int) -> (lanes: Range<Int>, start: Int, point: Int) {
    let first = panel * Level.panelWidth
    let lanes = first..<min(channels, first + Level.panelWidth)
    return (lanes, first * Winograd<Filter>.points * depth, lanes.count * depth)
  }

  @inline(__always)
  static func packToCoarse(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(
      channels: g.coarseChannels, depth: Winograd<Filter>.planes(g) * g.fineChannels)
    let (panel, plane) = unit.quotientAndRemainder(dividingBy: Winograd<Filter>.planes(g))
    let (lanes, start, point) = packing.place(panel: panel)
    let matrix = unsafe target + start + plane * g.fineChannels * lanes.count
    let tap = g.fineChannels * g.coarseChannels
    let (top, left) = plane.quotientAndRemainder(dividingBy: g.stride)
    let (step, row) = (g.stride * tap, g.stride * g.kernel * tap)
    let window = unsafe source + (top * g.kernel + left) * tap + lanes.lowerBound
    for c in 0..<g.fineChannels {
      for k in stride(from: 0, to: lanes.count, by: Lanes.scalarCount) {
        let place = unsafe window + c * g.coarseChannels + k
        unsafe Filter.Window.fetch(place + 8 * g.coarseChannels, step: step, row: row)
        let taps = unsafe Filter.Window(loading: place, step: step, row: row)
        unsafe Filter.spread(taps).stream(to: matrix + c * lanes.count + k, point: point)
      }
    }
  }

  @inline(__always)
  static func packToFine(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(channels: g.fineChannels, depth: g.coarseChannels)
    let (panel, plane) = unit.quotientAndRemainder(dividingBy: Winograd<Filter>.planes(g))
    let (lanes, start, point) = packing.place(panel: panel)
    let matrix =
      unsafe target + plane * packing.channels * packing.depth * Winograd<Filter>.points + start
    let tap = g.fineChannels * g.coarseChannels
    let (top, left) = plane.quotientAndRemainder(dividingBy: g.stride)
    let (step, row) = (g.stride * tap, g.stride * g.kernel * tap)
    let side = Filter.Window.count
    // The last tap, from which the others lie backwards.
    let last = (g.kernel - g.stride + top) * g.kernel + g.kernel - g.stride + left
    let rows = g.coarseChannels
    let corner = unsafe source + last * tap + lanes.lowerBound * rows
    for k in stride(from: 0, to: rows, by: Lanes.scalarCount) {
      for c in stride(from: 0, to: lanes.count, by: Lanes.scalarCount) {
        let window = unsafe corner + c * rows + k
        // As many as the widest window has.
        var taps = unsafe InlineArray<9, LaneSquare>(
          repeating: LaneSquare(loading: window, row: rows))
        for i in 0..<side {
          for j in 0..<side {
            unsafe taps[side * i + j] =
              LaneSquare(loading: window - i * row - j * step, row: rows).transposed
          }
        }
        for n in 0..<Lanes.scalarCount {
          unsafe Filter.Window.fetch(
            window + n * rows + Level.lineFloats, step: -step, row: -row)
          let turned = Filter.Window { taps[side * $0 + $1].rows[n] }
          unsafe Filter.spread(turned).stream(to: matrix + (k + n) * lanes.count + c, point: point)
        }
      }
    }
  }
}
