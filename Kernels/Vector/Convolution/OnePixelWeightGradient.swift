import KernelContract

/// The weight gradient where a coarse image is one pixel, as in an affine layer:
///
///     gradient[i, k] = sum over images of fine[n, i] coarse[n, k]
///
/// Images lie so far apart, often by a power of two, that the cache lines of a tile's rows compete
/// for a few sets of the first-level cache. So the rows and the channels that a few tiles read are
/// first copied into the workspace, side by side:
///
///     rows      [image][row of the group]    copied once for all panels of channels
///     channels  [image][channel of a panel]  copied once for the group's rows
@safe struct OnePixelWeightGradient {
  let images: Int

  /// The first image's patch, and the floats from one image to the next.
  let fine: UnsafePointer<Float>
  let fineStep: Int
  let runs: Int
  let runStep: Int
  let runLength: Int

  let coarse: UnsafePointer<Float>
  let coarseStep: Int
  let channels: Int

  let gradient: UnsafeMutablePointer<Float>
  let workspace: UnsafeMutablePointer<Float>
}

extension OnePixelWeightGradient {
  static func suits(_ g: ConvolutionGeometry) -> Bool { g.coarseHeight * g.coarseWidth == 1 }

  static var workspaceCount: Int { Level.onePixelImages * (Level.onePixelRows + Level.panelWidth) }

  @inline(__always)
  static func groups(runLength: Int) -> Int {
    (runLength + Level.onePixelRows - 1) / Level.onePixelRows
  }

  /// Units count the panels of a group of rows, then the groups of a run, then the runs.
  @inline(__always)
  func run(units: Range<Int>) {
    let panels = Level.panels(of: channels)
    let groups = OnePixelWeightGradient.groups(runLength: runLength)
    for first in stride(from: 0, to: images, by: Level.onePixelImages) {
      let count = min(Level.onePixelImages, images - first)
      var copied = -1
      for unit in units {
        let (group, panel) = unit.quotientAndRemainder(dividingBy: panels)
        let (run, place) = group.quotientAndRemainder(dividingBy: groups)
        let row = place * Level.onePixelRows
        let rows = min(Level.onePixelRows, runLength - row)
        if group != copied {
          unsafe copy(
            rows, from: fine + first * fineStep + run * runStep + row, step: fineStep,
            to: workspace, step: Level.onePixelRows, images: count)
          copied = group
        }
        add(
          rows, at: run * runLength + row, channel: panel * Level.panelWidth,
          images: first..<first + count)
      }
    }
  }

  /// Adds some images' products to `rows` rows of the gradient from `row` on, for a panel of
  /// channels.
  @inline(__always)
  private func add(_ rows: Int, at row: Int, channel: Int, images: Range<Int>) {
    let panel =
      unsafe workspace + Level.onePixelImages * Level.onePixelRows
    let width = min(Level.panelWidth, channels - channel)
    unsafe copy(
      width, from: coarse + images.lowerBound * coarseStep + channel, step: coarseStep,
      to: panel, step: Level.panelWidth, images: images.count)
    unsafe OuterProducts(
      count: images.count,
      a: UnsafePointer(workspace), aStep: Level.onePixelRows,
      b: UnsafePointer(panel), bStep: Level.panelWidth, channels: width,
      sums: gradient + row * channels + channel, sumsStep: channels, adds: images.lowerBound > 0
    ).multiply(rows: 0..<rows)
  }

  /// `count` contiguous floats of each image.
  @inline(__always)
  private func copy(
    _ count: Int, from source: UnsafePointer<Float>, step: Int,
    to target: UnsafeMutablePointer<Float>, step targetStep: Int, images: Int
  ) {
    for n in 0..<images {
      let from = unsafe source + n * step
      let to = unsafe target + n * targetStep
      forEachVector(count) { i, lanes in
        unsafe Lanes.load(from + i, first: lanes).store(to: to + i, first: lanes)
      }
    }
  }
}
