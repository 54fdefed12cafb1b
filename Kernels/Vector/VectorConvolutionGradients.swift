import KernelContract

extension VectorKernels {
  @inline(never)
  package func weightGradientUnits(_ geometry: ConvolutionGeometry) -> Int {
    Winograd.suits(geometry)
      ? WinogradGradient.units(geometry)
      : PatchGradient.groups(runLength: geometry.kernel * geometry.fineChannels)
        * geometry.kernel * PatchGradient.panels(channels: geometry.coarseChannels)
  }

  @inline(never)
  package func weightGradient(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, coarse: Span<Float>, coarseBorder: Int,
    units: Range<Int>, gradient: inout MutableSpan<Float>, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkWeightGradient(
      images: images, fine: fine.count, fineBorder: fineBorder,
      coarse: coarse.count, coarseBorder: coarseBorder,
      units: units, allUnits: weightGradientUnits(g), gradient: gradient.count)
    guard let input = unsafe fine.address, let other = unsafe coarse.address,
      let result = unsafe gradient.address
    else { return }
    if Winograd.suits(g) {
      g.checkWorkspace(workspace.count, needed: workspaceCount(g))
      guard let workspace = unsafe workspace.address else { return }
      return unsafe Winograd.weightGradient(
        g, images: images, fine: input, fineBorder: fineBorder, coarse: other,
        coarseBorder: coarseBorder, units: units, gradient: result, workspace: workspace)
    }
    let inner = g.fine(border: fineBorder)
    let outer = g.coarse(border: coarseBorder)
    // Images of one pixel are the pixels of one row.
    let single = g.coarseHeight * g.coarseWidth == 1
    let row = single ? images : g.coarseWidth
    unsafe withUnsafeTemporaryAllocation(
      of: Float.self, capacity: Level.panel * Lanes.scalarCount
    ) { spare in
      guard let spare = spare.baseAddress else { return }
      unsafe PatchGradient(
        images: single ? 1 : images, height: g.coarseHeight, width: row,
        fine: input + inner.offset(0, -g.padding, -g.padding),
        fineStep: single ? PixelStep(imagesOf: inner) : PixelStep(inner, every: g.stride),
        runs: g.kernel, runStep: inner.rowStride, runLength: g.kernel * g.fineChannels,
        coarse: other + outer.origin,
        coarseStep: single ? PixelStep(imagesOf: outer) : PixelStep(outer, every: 1),
        coarseEnd: other + coarse.count, channels: g.coarseChannels, gradient: result, spare: spare
      ).run(units: units)
    }
  }
}
