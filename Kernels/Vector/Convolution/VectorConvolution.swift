import KernelContract

extension VectorKernels: ConvolutionKernels {
  @inline(never)
  package func toCoarse(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, packed: Span<Float>, bias: Span<Float>,
    coarse: inout MutableSpan<Float>, coarseBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    let algorithm = Algorithm.ToCoarse(g)
    g.checkToCoarse(
      images: images, fine: fine.count, fineBorder: fineBorder,
      packed: packed.count, packedCount: algorithm.packedCount(g), aligned: packed.isAligned,
      bias: bias.count, coarse: coarse.count, coarseBorder: coarseBorder)
    guard let input = unsafe fine.address, let weights = unsafe packed.address,
      let output = unsafe coarse.address
    else { return }
    let inner = g.fine(border: fineBorder)
    let outer = g.coarse(border: coarseBorder)
    switch algorithm {
    case .twoTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<TwoTaps>.toCoarse(
        g, images: images, fine: input, fineBorder: fineBorder, packed: weights, bias: bias.address,
        coarse: output, coarseBorder: coarseBorder, workspace: workspace)
    case .threeTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<ThreeTaps>.toCoarse(
        g, images: images, fine: input, fineBorder: fineBorder, packed: weights, bias: bias.address,
        coarse: output, coarseBorder: coarseBorder, workspace: workspace)
    case .affine:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe AffineProduct(
        geometry: g, images: images, weights: weights, bias: bias.address, workspace: workspace
      ).toCoarse(fine: input, inner, coarse: output, outer)
    case .patches:
      unsafe PatchProduct(
        images: images, height: g.coarseHeight, width: g.coarseWidth, channels: g.coarseChannels,
        input: input + inner.offset(0, -g.padding, -g.padding),
        inputStep: PixelStep(inner, every: g.stride),
        runs: g.kernel, runStep: inner.rowStride, runLength: g.kernel * g.fineChannels,
        weights: weights, bias: bias.address,
        output: output + outer.origin, outputStep: PixelStep(outer, every: 1)
      ).run()
    }
  }

  @inline(never)
  package func toFine(
    _ geometry: ConvolutionGeometry, images: Int,
    coarse: Span<Float>, coarseBorder: Int, packed: Span<Float>, bias: Span<Float>,
    fine: inout MutableSpan<Float>, fineBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    let algorithm = Algorithm.ToFine(g)
    g.checkToFine(
      images: images, coarse: coarse.count, coarseBorder: coarseBorder,
      packed: packed.count, packedCount: algorithm.packedCount(g), aligned: packed.isAligned,
      bias: bias.count, fine: fine.count, fineBorder: fineBorder)
    guard let input = unsafe coarse.address, let weights = unsafe packed.address,
      let output = unsafe fine.address
    else { return }
    switch algorithm {
    case .twoTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<TwoTaps>.toFine(
        g, images: images, coarse: input, coarseBorder: coarseBorder, packed: weights,
        bias: bias.address, fine: output, fineBorder: fineBorder, workspace: workspace)
    case .threeTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<ThreeTaps>.toFine(
        g, images: images, coarse: input, coarseBorder: coarseBorder, packed: weights,
        bias: bias.address, fine: output, fineBorder: fineBorder, workspace: workspace)
    case .windows:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe WindowSum(g, workspace: workspace).toFine(
        images: images, coarse: input, coarseBorder: coarseBorder, packed: weights,
        bias: bias.address, fine: output, fineBorder: fineBorder)
    case .phases:
      unsafe toFineByPhases(
        g, images: images, coarse: input, g.coarse(border: coarseBorder), packed: weights,
        bias: bias.address, fine: output, g.fine(border: fineBorder))
    }
  }

  /// One product for each pair of phases: the fine pixels of some rows and columns modulo the
  /// stride.
  @inline(__always)
  private func toFineByPhases(
    _ g: ConvolutionGeometry, images: Int,
    coarse input: UnsafePointer<Float>, _ inner: ImageLayout,
    packed weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    fine output: UnsafeMutablePointer<Float>, _ outer: ImageLayout
  ) {
    for top in 0..<min(g.stride, g.fineHeight) {
      let rows = Phase(g, first: top, size: g.fineHeight)
      for left in 0..<min(g.stride, g.fineWidth) {
        let columns = Phase(g, first: left, size: g.fineWidth)
        let before = rows.taps.before * g.kernel + rows.taps.count * columns.taps.before
        let corner =
          rows.taps.count * columns.taps.count == 0
          ? 0 : inner.offset(0, rows.coarse, columns.coarse)
        unsafe PatchProduct(
          images: images, height: rows.count, width: columns.count, channels: g.fineChannels,
          input: input + corner, inputStep: PixelStep(inner, every: 1),
          runs: rows.taps.count, runStep: inner.rowStride,
          runLength: columns.taps.count * g.coarseChannels,
          weights: weights + before * g.coarseChannels * Packing.padded(g.fineChannels),
          bias: bias,
          output: output + outer.offset(0, top, left), outputStep: PixelStep(outer, every: g.stride)
        ).run()
      }
    }
  }
}
