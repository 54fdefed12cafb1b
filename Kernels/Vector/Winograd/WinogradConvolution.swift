import KernelContract

/// The two sides of a convolution as minimal filtering takes them.
extension WinogradInput {
  /// The four planes of the fine side: pixels (2u + a - 1, 2v + b - 1) for a, b of 0 and 1.
  @inline(__always)
  init(planesOf fine: ImageLayout, at address: UnsafePointer<Float>) {
    let step = PixelStep(fine, every: 2)
    unsafe self.init(
      planes: [
        address + fine.offset(0, -1, -1), address + fine.offset(0, -1, 0),
        address + fine.offset(0, 0, -1), address + fine.origin,
      ],
      planeCount: 4, step: step, height: fine.height / 4, width: fine.width / 4)
  }

  /// The coarse side from `row` and `column` on.
  @inline(__always)
  init(_ coarse: ImageLayout, at address: UnsafePointer<Float>, row: Int, column: Int) {
    unsafe self.init(
      planes: .init(repeating: address + coarse.offset(0, row, column)),
      planeCount: 1, step: PixelStep(coarse, every: 1),
      height: coarse.height / 2, width: coarse.width / 2)
  }
}

extension Winograd {
  @inline(__always)
  static func toCoarse(
    _ g: ConvolutionGeometry, images: Int,
    fine: UnsafePointer<Float>, fineBorder: Int,
    packed: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    coarse: UnsafeMutablePointer<Float>, coarseBorder: Int, workspace: UnsafeMutablePointer<Float>
  ) {
    let input = unsafe WinogradInput(planesOf: g.fine(border: fineBorder), at: fine)
    let outer = g.coarse(border: coarseBorder)
    let product = unsafe WinogradProduct(
      input: input, planeChannels: g.fineChannels, channels: g.coarseChannels, weights: packed,
      bias: bias, output: coarse + outer.origin, outputStep: PixelStep(outer, every: 1),
      workspace: workspace)
    let tiles = images * input.height * input.width
    let block = Winograd.tiles(depth: 4 * g.fineChannels)
    for first in stride(from: 0, to: tiles, by: block) {
      product.run(tiles: first..<min(tiles, first + block))
    }
  }

  /// Fine pixels of even row collect the coarse row before theirs and their own, through taps 3 and
  /// 1; those of odd row their own and the next, through taps 2 and 0. Columns likewise.
  @inline(__always)
  static func toFine(
    _ g: ConvolutionGeometry, images: Int,
    coarse: UnsafePointer<Float>, coarseBorder: Int,
    packed: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    fine: UnsafeMutablePointer<Float>, fineBorder: Int, workspace: UnsafeMutablePointer<Float>
  ) {
    let inner = g.coarse(border: coarseBorder)
    let outer = g.fine(border: fineBorder)
    let tiles = images * g.coarseHeight / 2 * (g.coarseWidth / 2)
    let block = Winograd.tiles(depth: g.coarseChannels)
    // All planes of a block before the next: its pixels are read from afar once, and written whole.
    for first in stride(from: 0, to: tiles, by: block) {
      for top in 0..<2 {
        for left in 0..<2 {
          let plane = 2 * (1 - top) + 1 - left
          unsafe WinogradProduct(
            input: WinogradInput(inner, at: coarse, row: top - 1, column: left - 1),
            planeChannels: g.coarseChannels, channels: g.fineChannels,
            weights: packed + plane * Winograd.points * g.fineChannels * g.coarseChannels,
            bias: bias,
            output: fine + outer.offset(0, top, left), outputStep: PixelStep(outer, every: 2),
            workspace: workspace
          ).run(tiles: first..<min(tiles, first + block))
        }
      }
    }
  }

  @inline(__always)
  static func weightGradient(
    _ g: ConvolutionGeometry, images: Int,
    fine: UnsafePointer<Float>, fineBorder: Int, coarse: UnsafePointer<Float>, coarseBorder: Int,
    units: Range<Int>, gradient: UnsafeMutablePointer<Float>, workspace: UnsafeMutablePointer<Float>
  ) {
    let input = unsafe WinogradInput(planesOf: g.fine(border: fineBorder), at: fine)
    let outer = g.coarse(border: coarseBorder)
    let product = unsafe WinogradWeightGradient(
      geometry: g, tiles: images * input.height * input.width, fine: input,
      coarse: coarse + outer.origin, coarseStep: PixelStep(outer, every: 1),
      gradient: gradient, workspace: workspace)
    for unit in units { product.run(unit: unit) }
  }
}
