import KernelContract

/// Which algorithm computes an operation on a geometry. It is chosen here alone: the layout of
/// packed weights, the units of work, the workspace and the loops all follow from one choice, in
/// switches that the compiler checks to be complete.
///
/// A choice is a handful of comparisons, made once for each call of an operation.
enum Algorithm {
  enum ToCoarse {
    /// Minimal filtering, see `Winograd`.
    case winograd
    /// An affine layer whose weights are read in place, see `AffineProduct`.
    case affine
    /// Everything else: patches read in place, see `PatchProduct`.
    case patches
  }

  enum ToFine {
    /// Minimal filtering, see `Winograd`.
    case winograd
    /// Few fine channels: whole windows, summed where they overlap, see `WindowSum`.
    case windows
    /// Everything else: patches read in place for each pair of phases, see `Phase`.
    case phases
  }

  enum WeightGradient {
    /// Minimal filtering, see `WinogradWeightGradient`.
    case winograd
    /// A coarse side of one pixel, such as an affine layer's, see `OnePixelWeightGradient`.
    case onePixel
    /// Everything else: patches read in place, see `PatchWeightGradient`.
    case patches
  }
}

extension Algorithm.ToCoarse {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self = Winograd.suits(g) ? .winograd : AffineProduct.suits(g) ? .affine : .patches
  }

  /// Numbers of the packed weights, none where they are read in place.
  @inline(__always)
  func packedCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradPacking.count(g)
    case .affine: 0
    case .patches: g.kernel * g.kernel * g.fineChannels * Packing.padded(g.coarseChannels)
    }
  }

  /// A unit of patches is a row of the packed matrix, in every panel.
  @inline(__always)
  func packingUnits(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradPacking.units(channels: g.coarseChannels)
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
      case .winograd: unsafe WinogradPacking.packToCoarse(g, unit: unit, from: source, to: target)
      case .affine: break
      case .patches: unsafe Packing.packRow(g, row: unit, from: source, to: target)
      }
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradProduct.workspaceCount(depth: 4 * g.fineChannels)
    case .affine: AffineProduct.workspaceCount
    case .patches: 0
    }
  }
}

extension Algorithm.ToFine {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self = Winograd.suits(g) ? .winograd : WindowSum.suits(g) ? .windows : .phases
  }

  @inline(__always)
  func packedCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradPacking.count(g)
    case .windows: WindowSum.packedCount(g)
    case .phases: g.kernel * g.kernel * g.coarseChannels * Packing.padded(g.fineChannels)
    }
  }

  /// A unit of phases is a tap's fine channels that fill a cache line of a row, in every row.
  @inline(__always)
  func packingUnits(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradPacking.units(channels: g.fineChannels)
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
      case .winograd: unsafe WinogradPacking.packToFine(g, unit: unit, from: source, to: target)
      case .windows: unsafe WindowSum.pack(g, unit: unit, from: source, to: target)
      case .phases: unsafe Packing.packLine(g, unit: unit, from: source, to: target)
      }
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradProduct.workspaceCount(depth: g.coarseChannels)
    case .windows: WindowSum.workspaceCount(g)
    case .phases: 0
    }
  }
}

extension Algorithm.WeightGradient {
  @inline(__always)
  init(_ g: ConvolutionGeometry) {
    self = Winograd.suits(g) ? .winograd : OnePixelWeightGradient.suits(g) ? .onePixel : .patches
  }

  /// Parts of the weights that are summed independently.
  @inline(__always)
  func units(_ g: ConvolutionGeometry) -> Int {
    let runLength = g.kernel * g.fineChannels
    let columns = g.kernel * Level.panels(of: g.coarseChannels)
    return switch self {
    case .winograd: WinogradWeightGradient.units(g)
    case .onePixel: OnePixelWeightGradient.groups(runLength: runLength) * columns
    case .patches: PatchWeightGradient.groups(runLength: runLength) * columns
    }
  }

  @inline(__always)
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    switch self {
    case .winograd: WinogradWeightGradient.workspaceCount(g)
    case .onePixel: OnePixelWeightGradient.workspaceCount
    case .patches: 0
    }
  }
}
