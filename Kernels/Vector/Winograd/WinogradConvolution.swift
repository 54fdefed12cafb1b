import KernelContract

/// The two sides of a convolution as minimal filtering takes them.
extension WinogradInput {
  /// The planes of the fine side that a window of the geometry's stride has: its pixels (s u + a - 1, s v + b - 1) for a
  /// and b below the stride s.
  @inline(__always)
  init(planesOf fine: ImageLayout, _ g: ConvolutionGeometry, at address: UnsafePointer<Float>) {
    let corner = unsafe address + fine.offset(0, -1, -1)
    var planes = unsafe InlineArray<4, UnsafePointer<Float>>(repeating: corner)
    for plane in 0..<Winograd<Filter>.planes(g) {
      let (row, column) = plane.quotientAndRemainder(dividingBy: g.stride)
      unsafe planes[plane] = unsafe corner + row * fine.rowStride + column * fine.channels
    }
    unsafe self.init(
      planes: planes, planeCount: Winograd<Filter>.planes(g),
      step: PixelStep(fine, every: g.stride),
      height: g.coarseHeight / 2, width: g.coarseWidth / 2)
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
    let input = unsafe WinogradInput<Filter>(
      planesOf: g.fine(border: fineBorder), g, at: fine)
    let outer = g.coarse(border: coarseBorder)
    let product = unsafe WinogradProduct<Filter>(
      input: input, planeChannels: g.fineChannels, channels: g.coarseChannels, weights: packed,
      bias: bias, output: coarse + outer.origin, outputStep: PixelStep(outer, every: 1),
      workspace: workspace)
    let tiles = images * input.height * input.width
    let block = Winograd.tiles(depth: planes(g) * g.fineChannels)
    for first in stride(from: 0, to: tiles, by: block) {
      product.run(tiles: first..<min(tiles, first + block))
    }
  }

  /// Of stride 2, fine pixels of even row collect the coarse row before theirs and their own, through taps 3 and
  /// 1; those of odd row their own and the next, through taps 2 and 0. Of stride 1, all collect the row before theirs,
  /// their own and the next, through taps 2, 1 and 0. Columns likewise.
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
      for top in 0..<g.stride {
        for left in 0..<g.stride {
          let plane = g.stride * (g.stride - 1 - top) + g.stride - 1 - left
          unsafe WinogradProduct<Filter>(
            input: WinogradInput(inner, at: coarse, row: top - 1, column: left - 1),
            planeChannels: g.coarseChannels, channels: g.fineChannels,
            weights: packed + plane * points * g.fineChannels * g.coarseChannels,
            bias: bias,
            output: fine + outer.offset(0, top, left),
            outputStep: PixelStep(outer, every: g.stride), workspace: workspace
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
    let input = unsafe WinogradInput<Filter>(
      planesOf: g.fine(border: fineBorder), g, at: fine)
    let outer = g.coarse(border: coarseBorder)
    let product = unsafe WinogradWeightGradient<Filter>(
      geometry: g, tiles: images * input.height * input.width, fine: input,
      coarse: coarse + outer.origin, coarseStep: PixelStep(outer, every: 1),
      gradient: gradient, workspace: workspace)
    for unit in units { product.run(unit: unit) }
  }
}
