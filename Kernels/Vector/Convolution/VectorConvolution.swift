import KernelContract

extension VectorKernels: ConvolutionKernels {
  @inline(never)
  package func toCoarse(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, packed: Span<Float>, bias: Span<Float>,
    coarse: inout MutableSpan<Float>, coarseBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkToCoarse(
      images: images, fine: fine.count, fineBorder: fineBorder,
      packed: packed.count, packedCount: packedCount(g, .toCoarse), aligned: packed.isAligned,
      bias: bias.count,
      coarse: coarse.count, coarseBorder: coarseBorder)
    guard let input = unsafe fine.address, let weights = unsafe packed.address,
      let output = unsafe coarse.address
    else { return }
    if Winograd.suits(g) {
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      return unsafe Winograd.toCoarse(
        g, images: images, fine: input, fineBorder: fineBorder, packed: weights, bias: bias.address,
        coarse: output, coarseBorder: coarseBorder, workspace: workspace)
    }
    let inner = g.fine(border: fineBorder)
    let outer = g.coarse(border: coarseBorder)
    if AffineProduct.suits(g) {
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      return unsafe AffineProduct(
        geometry: g, images: images, weights: weights, bias: bias.address, workspace: workspace
      ).toCoarse(fine: input, inner, coarse: output, outer)
    }
    unsafe PatchProduct(
      images: images, height: g.coarseHeight, width: g.coarseWidth, channels: g.coarseChannels,
      input: input + inner.offset(0, -g.padding, -g.padding),
      inputStep: PixelStep(inner, every: g.stride),
      runs: g.kernel, runStep: inner.rowStride, runLength: g.kernel * g.fineChannels,
      weights: weights, bias: bias.address,
      output: output + outer.origin, outputStep: PixelStep(outer, every: 1)
    ).run()
  }

  @inline(never)
  package func toFine(
    _ geometry: ConvolutionGeometry, images: Int,
    coarse: Span<Float>, coarseBorder: Int, packed: Span<Float>, bias: Span<Float>,
    fine: inout MutableSpan<Float>, fineBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkToFine(
      images: images, coarse: coarse.count, coarseBorder: coarseBorder,
      packed: packed.count, packedCount: packedCount(g, .toFine), aligned: packed.isAligned,
      bias: bias.count,
      fine: fine.count, fineBorder: fineBorder)
    guard let input = unsafe coarse.address, let weights = unsafe packed.address,
      let output = unsafe fine.address
    else { return }
    if Winograd.suits(g) {
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      return unsafe Winograd.toFine(
        g, images: images, coarse: input, coarseBorder: coarseBorder, packed: weights,
        bias: bias.address, fine: output, fineBorder: fineBorder, workspace: workspace)
    }
    if WindowSum.suits(g) {
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      return unsafe WindowSum(g, workspace: workspace).toFine(
        images: images, coarse: input, coarseBorder: coarseBorder, packed: weights,
        bias: bias.address, fine: output, fineBorder: fineBorder)
    }
    let inner = g.coarse(border: coarseBorder)
    let outer = g.fine(border: fineBorder)
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
          bias: bias.address,
          output: output + outer.offset(0, top, left), outputStep: PixelStep(outer, every: g.stride)
        ).run()
      }
    }
  }
}

extension VectorKernels {
  @inline(never)
  package func workspaceCount(_ geometry: ConvolutionGeometry) -> Int {
    if Winograd.suits(geometry) { return Winograd.workspaceCount(geometry) }
    return max(
      WindowSum.suits(geometry) ? WindowSum.workspaceCount(geometry) : 0,
      OnePixelWeightGradient.suits(geometry) ? OnePixelWeightGradient.workspaceCount : 0,
      AffineProduct.suits(geometry) ? AffineProduct.workspaceCount : 0)
  }
}

extension VectorKernels {
  /// The caller's workspace, which must have room for any operation on this geometry.
  @inline(__always)
  func room(
    for geometry: ConvolutionGeometry, in workspace: inout MutableSpan<Float>
  ) -> UnsafeMutablePointer<Float>? {
    geometry.checkWorkspace(workspace.count, needed: workspaceCount(geometry))
    return unsafe workspace.address
  }
}

extension Span<Float> {
  /// Whether the floats start on a cache line, as packed weights do.
  @inline(__always)
  var isAligned: Bool { unsafe UInt(bitPattern: address) % 64 == 0 }
}
