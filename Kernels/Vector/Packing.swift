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
    if direction == .toCoarse && VectorAffine.suits(g) { return 0 }
    if Winograd.suits(g) { return WinogradPacking.count(g) }
    let taps = g.kernel * g.kernel
    return switch direction {
    case .toCoarse: taps * g.fineChannels * Packing.padded(g.coarseChannels)
    case .toFine:
      WindowSum.suits(g)
        ? WindowSum.packedCount(g) : taps * g.coarseChannels * Packing.padded(g.fineChannels)
    }
  }

  /// A unit of `toCoarse` is a row; one of `toFine` a tap's vector of fine channels, in every row.
  @inline(never)
  package func packingUnits(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    let g = geometry
    if direction == .toCoarse && VectorAffine.suits(g) { return 0 }
    if Winograd.suits(g) { return WinogradPacking.units(g, direction) }
    let taps = g.kernel * g.kernel
    return switch direction {
    case .toCoarse: taps * g.fineChannels
    case .toFine:
      WindowSum.suits(g)
        ? WindowSum.packingUnits(g) : taps * (Packing.padded(g.fineChannels) / Lanes.scalarCount)
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
        unsafe Packing.packVector(geometry, unit: unit, from: source, to: target)
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

  @inline(__always)
  static func packVector(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let vectors = padded(g.fineChannels) / Lanes.scalarCount
    let (tap, vector) = unit.quotientAndRemainder(dividingBy: vectors)
    let (ky, kx) = tap.quotientAndRemainder(dividingBy: g.kernel)
    let rows = PhaseTaps(g, residue: ky % g.stride)
    let columns = PhaseTaps(g, residue: kx % g.stride)
    let packing = Packing(
      channels: g.fineChannels, depth: rows.count * columns.count * g.coarseChannels)
    let channel = vector * Lanes.scalarCount
    let (start, width) = packing.place(channel: channel)
    let before = rows.before * g.kernel + rows.count * columns.before
    // Patches run upwards through the coarse pixels, which is downwards through the taps.
    let first =
      ((rows.count - 1 - ky / g.stride) * columns.count + columns.count - 1 - kx / g.stride)
      * g.coarseChannels
    let place = before * g.coarseChannels * padded(g.fineChannels) + start + first * width
    let matrix = unsafe target + place
    let used = min(Lanes.scalarCount, g.fineChannels - channel)
    let from = unsafe source + (tap * g.fineChannels + channel) * g.coarseChannels
    let squares =
      used == Lanes.scalarCount ? g.coarseChannels / used * used : 0
    for k in stride(from: 0, to: squares, by: Lanes.scalarCount) {
      let square = unsafe LaneSquare(loading: from + k, row: g.coarseChannels).transposed
      for i in 0..<Lanes.scalarCount { unsafe square.rows[i].store(to: matrix + (k + i) * width) }
    }
    for k in squares..<g.coarseChannels {
      var lanes = Lanes.zero
      for lane in 0..<used { lanes[lane] = unsafe from[lane * g.coarseChannels + k] }
      unsafe lanes.store(to: matrix + k * width)
    }
  }
}
