import KernelContract

/// Weights of a 4x4 window of stride 2 as `WinogradProduct` reads them: spread to nine points, in
/// panels of channels, [panel][point][row][lane].
///
/// `toCoarse` has rows (phase, fine channel) and lanes of coarse channels. `toFine` has such a matrix
/// for each phase, with rows of coarse channels and lanes of fine ones, and its windows run backwards.
struct WinogradPacking {
  let channels: Int
  let depth: Int

  @inline(__always)
  static func count(_ g: ConvolutionGeometry) -> Int {
    4 * Winograd.points * g.fineChannels * g.coarseChannels
  }

  /// A unit is a phase's vector of lanes, in every row: nine streams of writing at a time.
  @inline(__always)
  static func units(_ g: ConvolutionGeometry, _ direction: ConvolutionDirection) -> Int {
    switch direction {
    case .toCoarse: 4 * g.coarseChannels / Lanes.scalarCount
    case .toFine: 4 * g.fineChannels / Lanes.scalarCount
    }
  }

  /// Where point 0 of row 0 for the lanes from `channel` on lies, and how far rows and points are apart.
  @inline(__always)
  func place(channel: Int) -> (start: Int, row: Int, point: Int) {
    let panel = Level.panel * Lanes.scalarCount
    let first = channel / panel * panel
    let width = min(panel, channels - first)
    return (first * Winograd.points * depth + channel - first, width, width * depth)
  }

  @inline(__always)
  static func packToCoarse(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(channels: g.coarseChannels, depth: 4 * g.fineChannels)
    let (vector, plane) = unit.quotientAndRemainder(dividingBy: 4)
    let k = vector * Lanes.scalarCount
    let place = packing.place(channel: k)
    let matrix = unsafe target + place.start + plane * g.fineChannels * place.row
    let tap = g.fineChannels * g.coarseChannels
    let window = unsafe source + (plane / 2 * 4 + plane % 2) * tap + k
    for c in 0..<g.fineChannels {
      let pair = unsafe WinogradPair(
        loading: window + c * g.coarseChannels, step: 2 * tap, row: 8 * tap)
      unsafe WinogradSquare(spreading: pair).store(to: matrix + c * place.row, point: place.point)
    }
  }

  @inline(__always)
  static func packToFine(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = WinogradPacking(channels: g.fineChannels, depth: g.coarseChannels)
    let (vector, plane) = unit.quotientAndRemainder(dividingBy: 4)
    let c = vector * Lanes.scalarCount
    let place = packing.place(channel: c)
    let matrix =
      unsafe target + plane * Winograd.points * g.fineChannels * g.coarseChannels + place.start
    let tap = g.fineChannels * g.coarseChannels
    let last = unsafe source + ((2 + plane / 2) * 4 + 2 + plane % 2) * tap + c * g.coarseChannels
    for k in stride(from: 0, to: g.coarseChannels, by: Lanes.scalarCount) {
      let window = unsafe last + k
      let rows = g.coarseChannels
      let taps = unsafe (
        LaneSquare(loading: window, row: rows).transposed,
        LaneSquare(loading: window - 2 * tap, row: rows).transposed,
        LaneSquare(loading: window - 8 * tap, row: rows).transposed,
        LaneSquare(loading: window - 10 * tap, row: rows).transposed
      )
      for i in 0..<Lanes.scalarCount {
        let pair = WinogradPair(
          values: [taps.0.rows[i], taps.1.rows[i], taps.2.rows[i], taps.3.rows[i]])
        unsafe WinogradSquare(spreading: pair)
          .store(to: matrix + (k + i) * place.row, point: place.point)
      }
    }
  }
}
