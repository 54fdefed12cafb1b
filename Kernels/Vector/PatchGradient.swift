/// The weight gradient of a convolution read as a matrix product without copying: with the patches
/// of `PatchProduct`,
///
///     gradient[i, k] = sum over pixels of patch(pixel)[i] coarse[pixel, k]
///
/// A tile holds a few rows i and a panel of channels k while a block of pixels goes by, and picks up from
/// the gradient's memory where the block before left it. Blocks are cut by shape alone.
@safe struct PatchGradient {
  let images: Int
  let height: Int
  let width: Int

  /// The first number of the first pixel's patch.
  let fine: UnsafePointer<Float>
  let fineStep: PixelStep
  let runs: Int
  let runStep: Int
  let runLength: Int

  let coarse: UnsafePointer<Float>
  let coarseStep: PixelStep
  /// Where the memory of the coarse side ends: a vector may reach beyond its pixel, not beyond this.
  let coarseEnd: UnsafePointer<Float>
  let channels: Int

  let gradient: UnsafeMutablePointer<Float>

  /// Room for one panel of a pixel that is too near to the end.
  let spare: UnsafeMutablePointer<Float>
}

/// Whole rows of an image, or whole images.
struct PixelBlock {
  let images: Range<Int>
  let rows: Range<Int>
  var isFirst: Bool { images.lowerBound == 0 && rows.lowerBound == 0 }
}

extension PatchGradient {
  /// Rows of weights in a unit of work, at most: those of one run.
  static var groupRows: Int { 24 }

  @inline(__always)
  static func groups(runLength: Int) -> Int { (runLength + groupRows - 1) / groupRows }

  @inline(__always)
  static func panels(channels: Int) -> Int {
    let width = Level.panel * Lanes.scalarCount
    return (channels + width - 1) / width
  }

  @inline(__always)
  func run(units: Range<Int>) {
    let imageCount = max(1, Level.blockPixels / (height * width))
    let rowCount = min(height, max(1, Level.blockPixels / width))
    for n in stride(from: 0, to: images, by: imageCount) {
      for y in stride(from: 0, to: height, by: rowCount) {
        let block = PixelBlock(
          images: n..<min(images, n + imageCount), rows: y..<min(height, y + rowCount))
        for unit in units { add(block, unit: unit) }
      }
    }
  }

  /// Units count the groups of a run, then the runs, then the panels.
  @inline(__always)
  private func add(_ block: PixelBlock, unit: Int) {
    let groups = PatchGradient.groups(runLength: runLength)
    let (row, group) = unit.quotientAndRemainder(dividingBy: groups)
    let (panel, run) = row.quotientAndRemainder(dividingBy: runs)
    let first = group * PatchGradient.groupRows
    Level.add(
      block, to: self, channel: panel * Level.panel * Lanes.scalarCount, run: run,
      rows: first..<min(runLength, first + PatchGradient.groupRows))
  }

  @inline(__always)
  func add<let rows: Int, let vectors: Int>(
    _ block: PixelBlock, size: Tile<rows, vectors>.Type, channel: Int, run: Int,
    rows group: Range<Int>
  ) {
    let used = min(vectors * Lanes.scalarCount, channels - channel)
    for first in stride(from: group.lowerBound, to: group.upperBound, by: rows) {
      // A tile that has more rows than are left repeats the last one.
      var offsets = InlineArray<rows, Int>(repeating: 0)
      var results = unsafe InlineArray<rows, UnsafeMutablePointer<Float>>(repeating: gradient)
      for r in 0..<rows {
        let row = min(first + r, group.upperBound - 1)
        offsets[r] = run * runStep + row
        unsafe results[r] = unsafe gradient + (run * runLength + row) * channels + channel
      }
      var tile = Tile<rows, vectors>(.init(repeating: .zero))
      if !block.isFirst { unsafe tile.load(from: results, first: used) }
      for n in block.images {
        for y in block.rows {
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
