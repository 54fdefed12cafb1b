import KernelContract

/// The weight gradient where a coarse image is one pixel, as in an affine layer:
///
///     gradient[i, k] = sum over images of fine[n, i] coarse[n, k]
///
/// Images lie so far apart, often a power of two, that the lines of a tile's rows compete for a few
/// places of the first cache. So the rows and the channels that a few tiles read are first copied into
/// the workspace, where they lie side by side:
///
///     rows      [image][groupRows]           copied once for all panels of channels
///     channels  [image][panel of channels]   copied once for the group's rows
@safe struct PixelGradient {
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

extension PixelGradient {
  static func suits(_ g: ConvolutionGeometry) -> Bool { g.coarseHeight * g.coarseWidth == 1 }

  /// Rows of weights in a unit of work, at most: enough that copying its channels costs little beside
  /// multiplying by them, and both copies together fit into the first cache.
  private static let groupRows = 48
  private static let panelWidth = Level.panel * Lanes.scalarCount

  static let workspaceCount = Level.blockPixels * (groupRows + panelWidth)

  @inline(__always)
  static func groups(runLength: Int) -> Int { (runLength + groupRows - 1) / groupRows }

  /// Units count the panels of a group of rows, then the groups of a run, then the runs.
  @inline(__always)
  func run(units: Range<Int>) {
    let panels = PatchGradient.panels(channels: channels)
    let groups = PixelGradient.groups(runLength: runLength)
    for first in stride(from: 0, to: images, by: Level.blockPixels) {
      let count = min(Level.blockPixels, images - first)
      var copied = -1
      for unit in units {
        let (group, panel) = unit.quotientAndRemainder(dividingBy: panels)
        let (run, place) = group.quotientAndRemainder(dividingBy: groups)
        let row = place * PixelGradient.groupRows
        let rows = min(PixelGradient.groupRows, runLength - row)
        if group != copied {
          unsafe copy(
            rows, from: fine + first * fineStep + run * runStep + row, step: fineStep,
            to: workspace, step: PixelGradient.groupRows, images: count)
          copied = group
        }
        add(
          rows, at: run * runLength + row, channel: panel * PixelGradient.panelWidth,
          images: first..<first + count)
      }
    }
  }

  /// Adds some images' products to `rows` rows of the gradient from `row` on, for a panel of channels.
  @inline(__always)
  private func add(_ rows: Int, at row: Int, channel: Int, images: Range<Int>) {
    let panel = unsafe workspace + Level.blockPixels * PixelGradient.groupRows
    let width = PixelGradient.panelWidth
    unsafe copy(
      min(width, channels - channel), from: coarse + images.lowerBound * coarseStep + channel,
      step: coarseStep, to: panel, step: width, images: images.count)
    // The copies are one row of pixels, of which `images` says which they are.
    let block = PixelBlock(images: images.lowerBound..<images.lowerBound + 1, rows: 0..<1)
    let product = unsafe PatchGradient(
      images: 1, height: 1, width: images.count,
      fine: UnsafePointer(workspace),
      fineStep: PixelStep(pixel: PixelGradient.groupRows, row: 0, image: 0),
      runs: 1, runStep: 0, runLength: rows,
      coarse: UnsafePointer(panel - channel), coarseStep: PixelStep(pixel: width, row: 0, image: 0),
      coarseEnd: UnsafePointer(panel + images.count * width), channels: channels,
      gradient: gradient + row * channels, spare: panel)
    Level.add(block, to: product, channel: channel, run: 0, rows: 0..<rows)
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
