/// The weight gradient of a convolution read as a matrix product without copying: with the patches
/// of `PatchProduct`,
///
///     gradient[i, k] = sum over pixels of patch(pixel)[i] coarse[pixel, k]
///
/// A tile holds a few rows i and a panel of channels k over a block of pixels, and adds its sums to
/// those of the blocks before, in the gradient's memory. Blocks are cut by shape alone.
@safe struct PatchWeightGradient: PanelProduct {
  var images: Int
  var height: Int
  let width: Int

  /// The first number of the first pixel's patch.
  var fine: UnsafePointer<Float>
  let fineStep: PixelStep
  let runs: Int
  let runStep: Int
  let runLength: Int

  var coarse: UnsafePointer<Float>
  let coarseStep: PixelStep
  /// Where the memory of the coarse side ends: a vector may reach beyond its pixel, not beyond
  /// this.
  let coarseEnd: UnsafePointer<Float>
  let channels: Int

  var gradient: UnsafeMutablePointer<Float>
  /// Whether the products are added to what the gradient holds.
  var adds = false

  /// Room for one panel: a copy of a pixel that lies too near to the end for whole vectors.
  let spare: UnsafeMutablePointer<Float>
}

extension PatchWeightGradient {
  @inline(__always)
  static func groups(runLength: Int) -> Int {
    (runLength + Level.gradientRows - 1) / Level.gradientRows
  }

  @inline(__always)
  func run(units: Range<Int>) {
    let imageCount = max(1, Level.gradientPixels / (height * width))
    let rowCount = min(height, max(1, Level.gradientPixels / width))
    for n in stride(from: 0, to: images, by: imageCount) {
      for y in stride(from: 0, to: height, by: rowCount) {
        let block = block(
          images: n..<min(images, n + imageCount), rows: y..<min(height, y + rowCount))
        for unit in units { block.run(unit: unit) }
      }
    }
  }

  /// The part of some rows of some images.
  @inline(__always)
  private func block(images: Range<Int>, rows: Range<Int>) -> PatchWeightGradient {
    let (n, y) = (images.lowerBound, rows.lowerBound)
    var block = self
    block.images = images.count
    block.height = rows.count
    unsafe block.fine += n * fineStep.image + y * fineStep.row
    unsafe block.coarse += n * coarseStep.image + y * coarseStep.row
    block.adds = n > 0 || y > 0
    return block
  }

  /// Units count the groups of a run, then the runs, then the panels.
  @inline(__always)
  private func run(unit: Int) {
    let groups = PatchWeightGradient.groups(runLength: runLength)
    let (row, group) = unit.quotientAndRemainder(dividingBy: groups)
    let (panel, run) = row.quotientAndRemainder(dividingBy: runs)
    let first = group * Level.gradientRows
    var part = self
    unsafe part.fine += run * runStep
    unsafe part.gradient += run * runLength * channels
    part.multiply(
      rows: first..<min(runLength, first + Level.gradientRows),
      channel: panel * Level.panelWidth)
  }
}

extension PatchWeightGradient {
  /// Rows of the first run.
  @inline(never)
  func multiply<let rows: Int, let vectors: Int>(
    rows range: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type
  ) {
    let used = min(vectors * Lanes.scalarCount, channels - channel)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
      let offsets = size.offsets(from: first, of: range)
      var results = unsafe InlineArray<rows, UnsafeMutablePointer<Float>>(repeating: gradient)
      for r in 0..<rows {
        unsafe results[r] = unsafe gradient + offsets[r] * channels + channel
      }
      var tile = Tile<rows, vectors>(.init(repeating: .zero))
      for n in 0..<images {
        for y in 0..<height {
          var a = unsafe fine + n * fineStep.image + y * fineStep.row
          var b = unsafe coarse + n * coarseStep.image + y * coarseStep.row + channel
          var left = width
          while left > 0 {
            var count = unsafe wholePixels(from: b, of: left, floats: vectors * Lanes.scalarCount)
            var from = unsafe b
            if count == 0 {
              for c in 0..<used { unsafe spare[c] = b[c] }
              unsafe from = UnsafePointer(spare)
              count = 1
            }
            for _ in 0..<count {
              tile.add({ unsafe a[offsets[$0]] }, { unsafe .load(from + $0 * Lanes.scalarCount) })
              unsafe a += fineStep.pixel
              unsafe from += coarseStep.pixel
            }
            unsafe b += count * coarseStep.pixel
            left -= count
          }
        }
      }
      if adds { unsafe tile.add(from: results, first: used) }
      unsafe tile.store(to: results, first: used)
    }
  }

  /// How many of the `pixels` from `first` on may be read as `floats` floats each.
  @inline(__always)
  private func wholePixels(
    from first: UnsafePointer<Float>, of pixels: Int, floats: Int
  ) -> Int {
    let room = unsafe coarseEnd - first - floats
    if room >= (pixels - 1) * coarseStep.pixel { return pixels }
    return room < 0 ? 0 : room / coarseStep.pixel + 1
  }
}
