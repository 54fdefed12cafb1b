import KernelContract

/// Which algorithm computes an operation on a geometry. It is chosen here alone: the layout of
/// packed weights, the units of work, the workspace and the loops all follow from one choice, in
/// switches that the compiler checks to be complete.
///
/// A choice is a handful of comparisons, made once for each call of an operation.
enum Algorithm {
  enum ToCoarse {
    /// Minimal filtering of four windows of two by two taps, or of one of three by three, see `Winograd`.
    case twoTaps, threeTaps
    /// An affine layer whose weights are read in place, see `AffineProduct`.
    case affine
    /// Everything else: patches read in place, see `PatchProduct`.
    case patches
  }

  enum ToFine {
    /// Minimal filtering of four windows of two by two taps, or of one of three by three, see `Winograd`.
    case twoTaps, threeTaps
    /// Few fine channels: whole windows, summed where they overlap, see `WindowSum`.
    case windows
    /// Everything else: patches read in place for each pair of phases, see `Phase`.
    case phases
  }

  enum WeightGradient {
    /// Minimal filtering, see `WinogradWeightGradient`.
    case twoTaps, threeTaps
    /// A coarse side of one pixel, such as an affine layer's, see `OnePixelWeightGradient`.
    case onePixel
    /// Everything else: patches read in place, see `PatchWeightGradient`.
    case patches
  }
}

extension Algorithm.ToCoarse {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self =
      Winograd<TwoTaps>.suits(g)
      ? .twoTaps
      : Winograd<ThreeTaps>.suits(g) ? .threeTaps : AffineProduct.suits(g) ? .affine : .patches
  }

  /// Numbers of the packed weights, none where they are read in place.
  @inline(__always)
  func packedCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradPacking<TwoTaps>.count(g)
    case .threeTaps: WinogradPacking<ThreeTaps>.count(g)
    case .affine: 0
    case .patches: g.kernel * g.kernel * g.fineChannels * Packing.padded(g.coarseChannels)
    }
  }

  /// A unit of patches is a row of the packed matrix, in every panel.
  @inline(__always)
  func packingUnits(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradPacking<TwoTaps>.units(g, channels: g.coarseChannels)
    case .threeTaps: WinogradPacking<ThreeTaps>.units(g, channels: g.coarseChannels)
    case .affine: 0
    case .patches: g.kernel * g.kernel * g.fineChannels
    }
  }

  @inline(__always)
  func pack(
    _ g: ConvolutionGeometry, units: Range<Int>, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    for unit in units {
      switch self {
      case .twoTaps:
        unsafe WinogradPacking<TwoTaps>.packToCoarse(g, unit: unit, from: source, to: target)
      case .threeTaps:
        unsafe WinogradPacking<ThreeTaps>.packToCoarse(g, unit: unit, from: source, to: target)
      case .affine: break
      case .patches: unsafe Packing.packRow(g, row: unit, from: source, to: target)
      }
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps:
      WinogradProduct<TwoTaps>.workspaceCount(depth: Winograd<TwoTaps>.planes(g) * g.fineChannels)
    case .threeTaps:
      WinogradProduct<ThreeTaps>.workspaceCount(
        depth: Winograd<ThreeTaps>.planes(g) * g.fineChannels)
    case .affine: AffineProduct.workspaceCount
    case .patches: 0
    }
  }
}

extension Algorithm.ToFine {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self =
      Winograd<TwoTaps>.suits(g)
      ? .twoTaps
      : Winograd<ThreeTaps>.suits(g) ? .threeTaps : WindowSum.suits(g) ? .windows : .phases
  }

  @inline(__always)
  func packedCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradPacking<TwoTaps>.count(g)
    case .threeTaps: WinogradPacking<ThreeTaps>.count(g)
    case .windows: WindowSum.packedCount(g)
    case .phases: g.kernel * g.kernel * g.coarseChannels * Packing.padded(g.fineChannels)
    }
  }

  /// A unit of phases is a tap's fine channels that fill a cache line of a row, in every row.
  @inline(__always)
  func packingUnits(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradPacking<TwoTaps>.units(g, channels: g.fineChannels)
    case .threeTaps: WinogradPacking<ThreeTaps>.units(g, channels: g.fineChannels)
    case .windows: WindowSum.packingUnits(g)
    case .phases: g.kernel * g.kernel * Packing.lines(of: g.fineChannels)
    }
  }

  @inline(__always)
  func pack(
    _ g: ConvolutionGeometry, units: Range<Int>, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    for unit in units {
      switch self {
      case .twoTaps:
        unsafe WinogradPacking<TwoTaps>.packToFine(g, unit: unit, from: source, to: target)
      case .threeTaps:
        unsafe WinogradPacking<ThreeTaps>.packToFine(g, unit: unit, from: source, to: target)
      case .windows: unsafe WindowSum.pack(g, unit: unit, from: source, to: target)
      case .phases: unsafe Packing.packLine(g, unit: unit, from: source, to: target)
      }
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradProduct<TwoTaps>.workspaceCount(depth: g.coarseChannels)
    case .threeTaps: WinogradProduct<ThreeTaps>.workspaceCount(depth: g.coarseChannels)
    case .windows: WindowSum.workspaceCount(g)
    case .phases: 0
    }
  }
}

extension Algorithm.WeightGradient {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self =
      Winograd<TwoTaps>.suits(g)
      ? .twoTaps
      : Winograd<ThreeTaps>.suits(g)
        ? .threeTaps : OnePixelWeightGradient.suits(g) ? .onePixel : .patches
  }

  /// Parts of the weights that are summed independently.
  @inline(__always)
  func units(_ g: ConvolutionGeometry) -> Int {
    let runLength = g.kernel * g.fineChannels
    let columns = g.kernel * Level.panels(of: g.coarseChannels)
    return switch self {
    case .twoTaps: WinogradWeightGradient<TwoTaps>.units(g)
    case .threeTaps: WinogradWeightGradient<ThreeTaps>.units(g)
    case .onePixel: OnePixelWeightGradient.groups(runLength: runLength) * columns
    case .patches: PatchWeightGradient.groups(runLength: runLength) * columns
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .twoTaps: WinogradWeightGradient<TwoTaps>.workspaceCount(g)
    case .threeTaps: WinogradWeightGradient<ThreeTaps>.workspaceCount(g)
    case .onePixel: OnePixelWeightGradient.workspaceCount
    case .patches: 0
    }
  }
}
