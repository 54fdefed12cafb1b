import CLanes
import KernelContract

/// Packed weights of patches: a matrix with a row for each number of a patch and a column for each
/// channel, cut into panels of up to `Level.panel` vectors. A panel lies in memory row after row,
/// as a register tile reads it. With 38 channels, 8 lanes and two vectors a panel, in floats from
/// the start, d being the depth, the number of rows:
///
///               panel 0              panel 1                    panel 2
///               channels 0 - 15      channels 16 - 31           channels 32 - 37, 2 zeros
///
///     row 0     0 ... 15             16 d      ... 16 d + 15    32 d     ... 32 d + 7
///     row 1     16 ... 31            16 d + 16 ... 16 d + 31    32 d + 8 ... 32 d + 15
///     ...
///     row d-1   16 d - 16 ... 16 d - 1   32 d - 16 ... 32 d - 1     40 d - 8 ... 40 d - 1
///
/// `toCoarse` has rows (ky, kx, fine channel) and columns of coarse channels. `toFine` has such a
/// matrix for each pair of phases, with rows (ky falling, kx falling, coarse channel) and columns
/// of fine channels.
struct Packing {
  let channels: Int
  let depth: Int

  /// Channels rounded up to whole vectors.
  @inline(__always)
  static func padded(_ channels: Int) -> Int {
    (channels + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
  }

  /// Where row 0 of the vector that begins with `channel` lies, and the width of its panel: the
  /// floats from one row to the next.
  @inline(__always)
  func place(channel: Int) -> (start: Int, width: Int) {
    let first = channel / Level.panelWidth * Level.panelWidth
    return (
      first * depth + channel - first, min(Level.panelWidth, Packing.padded(channels) - first)
    )
  }
}

extension Packing {
  /// One row of the matrix for `toCoarse`, in every panel.
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
  static func lines(of channels: Int) -> Int {
    (channels + Level.lineFloats - 1) / Level.lineFloats
  }

  /// A tap's fine channels that fill a cache line of the matrix for `toFine`, in every row.
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
    let channels = line * Level.lineFloats..<min(g.fineChannels, (line + 1) * Level.lineFloats)
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

  /// A square of weights, or a part of one at the edge. Whole ones go past the caches, as in
  /// `WinogradPacking`.
  @inline(__always)
  private static func transpose(
    _ from: UnsafePointer<Float>, row: Int, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>, row targetRow: Int
  ) {
    let size = Lanes.scalarCount
    if rows >= size && columns >= size {
      // Fetches the same columns of the next line's rows.
      for i in 0..<size { unsafe prefetch(from + (Level.lineFloats + i) * row) }
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
