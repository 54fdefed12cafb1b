import CLanes
import KernelContract

/// Packed weights: panels of up to `Level.panel` vectors of channels; in a panel one row of lanes after
/// another, in the order in which the numbers of a patch lie in memory; zeros where a vector has more
/// lanes than channels are left.
///
/// `toCoarse` has rows (ky, kx, fine channel) and lanes of coarse channels. `toFine` has such a matrix
/// for each pair of phases, with rows (ky falling, kx falling, coarse channel) and lanes of fine
/// channels.
struct Packing {
  let channels: Int
  let depth: Int

  @inline(__always)
  static func padded(_ channels: Int) -> Int {
    (channels + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
  }

  /// Where the lanes of row 0 that begin with `channel` start, and the width of their panel.
  @inline(__always)
  func place(channel: Int) -> (start: Int, width: Int) {
    let first = channel / Level.panelWidth * Level.panelWidth
    return (
      first * depth + channel - first, min(Level.panelWidth, Packing.padded(channels) - first)
    )
  }
}

extension VectorKernels {
  @inline(never)
  package func packedCount(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    let g = geometry
    if direction == .toCoarse && AffineProduct.suits(g) { return 0 }
    if Winograd.suits(g) { return WinogradPacking.count(g) }
    let taps = g.kernel * g.kernel
    return switch direction {
    case .toCoarse: taps * g.fineChannels * Packing.padded(g.coarseChannels)
    case .toFine:
      WindowSum.suits(g)
        ? WindowSum.packedCount(g) : taps * g.coarseChannels * Packing.padded(g.fineChannels)
    }
  }

  /// A unit of `toCoarse` is a row; one of `toFine` a tap's fine channels that fill a cache line of a row, in
  /// every row.
  @inline(never)
  package func packingUnits(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    let g = geometry
    if direction == .toCoarse && AffineProduct.suits(g) { return 0 }
    if Winograd.suits(g) { return WinogradPacking.units(g, direction) }
    let taps = g.kernel * g.kernel
    return switch direction {
    case .toCoarse: taps * g.fineChannels
    case .toFine:
      WindowSum.suits(g)
        ? WindowSum.packingUnits(g) : taps * Packing.lines(of: g.fineChannels)
    }
  }

  @inline(never)
  package func pack(
    _ weights: Span<Float>, _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection,
    units: Range<Int>, into packed: inout MutableSpan<Float>
  ) {
    guard let source = unsafe weights.address, let target = unsafe packed.address else { return }
    geometry.checkPack(
      weights: weights.count, units: units, allUnits: packingUnits(geometry, direction),
      packed: packed.count, packedCount: packedCount(geometry, direction),
      aligned: UInt(bitPattern: target) % 64 == 0)
    for unit in units {
      switch (direction, Winograd.suits(geometry)) {
      case (.toCoarse, true):
        unsafe WinogradPacking.packToCoarse(geometry, unit: unit, from: source, to: target)
      case (.toFine, true):
        unsafe WinogradPacking.packToFine(geometry, unit: unit, from: source, to: target)
      case (.toCoarse, false):
        unsafe Packing.packRow(geometry, row: unit, from: source, to: target)
      case (.toFine, false) where WindowSum.suits(geometry):
        unsafe WindowSum.pack(geometry, unit: unit, from: source, to: target)
      case (.toFine, false):
        unsafe Packing.packLine(geometry, unit: unit, from: source, to: target)
      }
    }
    streamsEnd()
  }
}

extension Packing {
  @inline(__always)
  static func packRow(
    _ g: ConvolutionGeometry, row: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = Packing(channels: g.coarseChannels, depth: g.kernel * g.kernel * g.fineChannels)
    for channel in stride(from: 0, to: g.coarseChannels, by: Lanes.scalarCount) {
      let (start, width) = packing.place(channel: channel)
      unsafe Lanes.load(
        source + row * g.coarseChannels + channel, first: g.coarseChannels - channel
      ).store(to: target + start + row * width)
    }
  }

  /// The cache lines that cover so many channels of a row.
  @inline(__always)
  static func lines(of channels: Int) -> Int { (channels + lineWidth - 1) / lineWidth }

  private static var lineWidth: Int { 16 }

  @inline(__always)
  static func packLine(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let (tap, line) = unit.quotientAndRemainder(dividingBy: lines(of: g.fineChannels))
    let (ky, kx) = tap.quotientAndRemainder(dividingBy: g.kernel)
    let rows = PhaseTaps(g, residue: ky % g.stride)
    let columns = PhaseTaps(g, residue: kx % g.stride)
    let packing = Packing(
      channels: g.fineChannels, depth: rows.count * columns.count * g.coarseChannels)
    let before = rows.before * g.kernel + rows.count * columns.before
    // Patches run upwards through the coarse pixels, which is downwards through the taps.
    let first =
      ((rows.count - 1 - ky / g.stride) * columns.count + columns.count - 1 - kx / g.stride)
      * g.coarseChannels
    let matrix = unsafe target + before * g.coarseChannels * padded(g.fineChannels)
    let channels = line * lineWidth..<min(g.fineChannels, (line + 1) * lineWidth)
    let from = unsafe source + tap * g.fineChannels * g.coarseChannels
    for k in stride(from: 0, to: g.coarseChannels, by: Lanes.scalarCount) {
      for channel in stride(
        from: channels.lowerBound, to: channels.upperBound, by: Lanes.scalarCount)
      {
        let (start, width) = packing.place(channel: channel)
        unsafe transpose(
          from + channel * g.coarseChannels + k, row: g.coarseChannels,
          rows: channels.upperBound - channel, columns: g.coarseChannels - k,
          to: matrix + start + (first + k) * width, row: width)
      }
    }
  }

  /// A square of weights, or what is left of it. Whole ones go past the caches, as in `WinogradPacking`.
  @inline(__always)
  private static func transpose(
    _ from: UnsafePointer<Float>, row: Int, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>, row targetRow: Int
  ) {
    let size = Lanes.scalarCount
    if rows >= size && columns >= size {
      // The same columns of the next line's rows.
      for i in 0..<size { unsafe prefetch(from + (lineWidth + i) * row) }
      let square = unsafe LaneSquare(loading: from, row: row).transposed
      for i in 0..<size { unsafe square.rows[i].stream(to: target + i * targetRow) }
      return
    }
    for column in 0..<min(size, columns) {
      var lanes = Lanes.zero
      for lane in 0..<min(size, rows) { lanes[lane] = unsafe from[lane * row + column] }
      unsafe lanes.store(to: target + column * targetRow)
    }
  }
}
