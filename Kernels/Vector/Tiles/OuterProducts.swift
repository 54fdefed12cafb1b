/// A sum of outer products of rows that lie side by side:
///
///     sums[i, k] = sum over n of a[n, i] b[n, k]
///
/// `b` must be readable in whole vectors.
@safe struct OuterProducts: PanelProduct {
  let count: Int
  let a: UnsafePointer<Float>
  /// From a[n, i] to a[n + 1, i], and likewise below.
  let aStep: Int
  let b: UnsafePointer<Float>
  let bStep: Int
  let channels: Int
  let sums: UnsafeMutablePointer<Float>
  /// From sums[i, k] to sums[i + 1, k].
  let sumsStep: Int
  /// Whether the products are added to what `sums` holds.
  let adds: Bool

  @inline(never)
  func multiply<let rows: Int, let vectors: Int>(
    rows range: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type
  ) {
    let used = min(vectors * Lanes.scalarCount, channels - channel)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
      let offsets = size.offsets(from: first, of: range)
      var results = unsafe InlineArray<rows, UnsafeMutablePointer<Float>>(repeating: sums)
      for r in 0..<rows {
        unsafe results[r] = unsafe sums + offsets[r] * sumsStep + channel
      }
      var tile = Tile<rows, vectors>(.init(repeating: .zero))
      var left = unsafe a
      var right = unsafe b + channel
      for _ in 0..<count {
        tile.add({ unsafe left[offsets[$0]] }, { unsafe .load(right + $0 * Lanes.scalarCount) })
        unsafe left += aStep
        unsafe right += bStep
      }
      if adds { unsafe tile.add(from: results, first: used) }
      unsafe tile.store(to: results, first: used)
    }
  }
}
