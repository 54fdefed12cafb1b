import KernelContract

extension VectorKernels {
  @inline(never)
  package func weightGradientUnits(_ geometry: ConvolutionGeometry) -> Int {
    Algorithm.WeightGradient(geometry).units(geometry)
  }

  @inline(never)
  package func weightGradient(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, coarse: Span<Float>, coarseBorder: Int,
    units: Range<Int>, gradient: inout MutableSpan<Float>, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    let algorithm = Algorithm.WeightGradient(g)
    g.checkWeightGradient(
      images: images, fine: fine.count, fineBorder: fineBorder,
      coarse: coarse.count, coarseBorder: coarseBorder,
      units: units, allUnits: algorithm.units(g), gradient: gradient.count)
    guard let input = unsafe fine.address, let other = unsafe coarse.address,
      let result = unsafe gradient.address
    else { return }
    let inner = g.fine(border: fineBorder)
    let outer = g.coarse(border: coarseBorder)
    let from = unsafe input + inner.offset(0, -g.padding, -g.padding)
    switch algorithm {
    case .twoTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<TwoTaps>.weightGradient(
        g, images: images, fine: input, fineBorder: fineBorder, coarse: other,
        coarseBorder: coarseBorder, units: units, gradient: result, workspace: workspace)
    case .threeTaps:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe Winograd<ThreeTaps>.weightGradient(
        g, images: images, fine: input, fineBorder: fineBorder, coarse: other,
        coarseBorder: coarseBorder, units: units, gradient: result, workspace: workspace)
    case .onePixel:
      guard let workspace = unsafe room(for: g, in: &workspace) else { return }
      unsafe OnePixelWeightGradient(
        images: images, fine: from, fineStep: inner.imageStride,
        runs: g.kernel, runStep: inner.rowStride, runLength: g.kernel * g.fineChannels,
        coarse: other + outer.origin, coarseStep: outer.imageStride, channels: g.coarseChannels,
        gradient: result, workspace: workspace
      ).run(units: units)
    case .patches:
      unsafe withUnsafeTemporaryAllocation(
        of: Float.self, capacity: Level.panelWidth
      ) { spare in
        // A tile reads whole vectors of it, and discards the lanes beyond its channels.
        unsafe spare.initialize(repeating: 0)
        guard let spare = spare.baseAddress else { return }
        unsafe PatchWeightGradient(
          images: images, height: g.coarseHeight, width: g.coarseWidth,
          fine: from, fineStep: PixelStep(inner, every: g.stride),
          runs: g.kernel, runStep: inner.rowStride, runLength: g.kernel * g.fineChannels,
          coarse: other + outer.origin, coarseStep: PixelStep(outer, every: 1),
          coarseEnd: other + coarse.count, channels: g.coarseChannels, gradient: result,
          spare: spare
        ).run(units: units)
      }
    }
  }
}
