import CLanes
import KernelContract

extension VectorKernels {
  @inline(never)
  package func packedCount(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    switch direction {
    case .toCoarse: Algorithm.ToCoarse(geometry).packedCount(geometry)
    case .toFine: Algorithm.ToFine(geometry).packedCount(geometry)
    }
  }

  @inline(never)
  package func packingUnits(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    switch direction {
    case .toCoarse: Algorithm.ToCoarse(geometry).packingUnits(geometry)
    case .toFine: Algorithm.ToFine(geometry).packingUnits(geometry)
    }
  }

  @inline(never)
  package func pack(
    _ weights: Span<Float>, _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection,
    units: Range<Int>, into packed: inout MutableSpan<Float>
  ) {
    guard let source = unsafe weights.address, let target = unsafe packed.address else { return }
    geometry.checkPack(
      weights: weights.count, units: units, allUnits: packingUnits(geometry, direction),
      packed: packed.count, packedCount: packedCount(geometry, direction),
      aligned: UInt(bitPattern: target) % 64 == 0)
    switch direction {
    case .toCoarse:
      unsafe Algorithm.ToCoarse(geometry).pack(geometry, units: units, from: source, to: target)
    case .toFine:
      unsafe Algorithm.ToFine(geometry).pack(geometry, units: units, from: source, to: target)
    }
    // What went past the caches is in memory before another thread is told that it is there.
    streamsEnd()
  }

  /// Enough for every operation on the geometry.
  @inline(never)
  package func workspaceCount(_ geometry: ConvolutionGeometry) -> Int {
    max(
      Algorithm.ToCoarse(geometry).workspaceCount(geometry),
      Algorithm.ToFine(geometry).workspaceCount(geometry),
      Algorithm.WeightGradient(geometry).workspaceCount(geometry))
  }

  /// The caller's workspace, which must have room for every operation on this geometry.
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
