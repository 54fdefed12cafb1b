import KernelContract

/// Weights of a 4x4 window of stride 2 as `WinogradProduct` reads them: spread to nine points, in
/// panels of channels, [panel][point][row][lane].
///
/// `toCoarse` has rows (plane, fine channel) and lanes of coarse channels. `toFine` has such a
/// matrix for each plane, with rows of coarse channels and lanes of fine ones, and its windows run
/// backwards.
struct WinogradPacking {
  let channels: Int
  let depth: Int

  @inline(__always)
  static func count(_ g: ConvolutionGeometry) -> Int {
    4 * Winograd.points * g.fineChannels * g.coarseChannels
  }

  /// A unit is a plane's panel of channels, in every row. The packed weights of a whole model would
  /// fill the third-level cache, and are not read before the next step: they go past the caches, in
  /// whole lines.
  @inline(__always)
  static func units(channels: Int) -> Int {
    4 * Level.panels(of: channels)
  }

  /// The lanes of a panel, where point 0 of its row 0 lies, and how far points are apart.
  @inline(__always)
  private func place(panel: Int) -> (lanes: Range<Int>, start: Int, point: Int) {
    let first = panel * Level.panelWidth
    let lanes = first..<min(channels, first + Level.panelWidth)
    return (lanes, first * Winograd.points * depth, lanes.count * depth)
  }

  @inline(__always)
  static func packToCoarse(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(channels: g.coarseChannels, depth: 4 * g.fineChannels)
    let (panel, plane) = unit.quotientAndRemainder(dividingBy: 4)
    let (lanes, start, point) = packing.place(panel: panel)
    let matrix = unsafe target + start + plane * g.fineChannels * lanes.count
    let tap = g.fineChannels * g.coarseChannels
    let window = unsafe source + (plane / 2 * 4 + plane % 2) * tap + lanes.lowerBound
    for c in 0..<g.fineChannels {
      for k in stride(from: 0, to: lanes.count, by: Lanes.scalarCount) {
        let place = unsafe window + c * g.coarseChannels + k
        unsafe WinogradQuad.fetch(place + 8 * g.coarseChannels, step: 2 * tap, row: 8 * tap)
        let quad = unsafe WinogradQuad(loading: place, step: 2 * tap, row: 8 * tap)
        unsafe WinogradSquare(spreading: quad)
          .stream(to: matrix + c * lanes.count + k, point: point)
      }
    }
  }

  @inline(__always)
  static func packToFine(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(channels: g.fineChannels, depth: g.coarseChannels)
    let (panel, plane) = unit.quotientAndRemainder(dividingBy: 4)
    let (lanes, start, point) = packing.place(panel: panel)
    let matrix =
      unsafe target + plane * Winograd.points * g.fineChannels * g.coarseChannels + start
    let tap = g.fineChannels * g.coarseChannels
    let rows = g.coarseChannels
    let last =
      unsafe source + ((2 + plane / 2) * 4 + 2 + plane % 2) * tap + lanes.lowerBound * rows
    for k in stride(from: 0, to: g.coarseChannels, by: Lanes.scalarCount) {
      for c in stride(from: 0, to: lanes.count, by: Lanes.scalarCount) {
        let window = unsafe last + c * rows + k
        let taps = unsafe (
          LaneSquare(loading: window, row: rows).transposed,
          LaneSquare(loading: window - 2 * tap, row: rows).transposed,
          LaneSquare(loading: window - 8 * tap, row: rows).transposed,
          LaneSquare(loading: window - 10 * tap, row: rows).transposed
        )
        for i in 0..<Lanes.scalarCount {
          unsafe WinogradQuad.fetch(
            window + i * rows + Level.lineFloats, step: -2 * tap, row: -8 * tap)
          let quad = WinogradQuad(
            values: [taps.0.rows[i], taps.1.rows[i], taps.2.rows[i], taps.3.rows[i]])
          unsafe WinogradSquare(spreading: quad)
            .stream(to: matrix + (k + i) * lanes.count + c, point: point)
        }
      }
    }
  }
}
