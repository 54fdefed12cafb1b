import KernelContract

/// Weights in the order in which the plain loops sum over them: [coarse][ky][kx][fine] for
/// `toCoarse`, as they come, [ky][kx][fine][coarse], for `toFine`. A unit is one coarse channel, or
/// one tap.
extension PlainKernels {
  package func packedCount(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    geometry.weightCount
  }

  package func packingUnits(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection)
    -> Int
  {
    switch direction {
    case .toCoarse: geometry.coarseChannels
    case .toFine: geometry.kernel * geometry.kernel
    }
  }

  package func pack(
    _ weights: Span<Float>, _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection,
    units: Range<Int>, into packed: inout MutableSpan<Float>
  ) {
    geometry.checkPack(
      weights: weights.count, units: units, allUnits: packingUnits(geometry, direction),
      packed: packed.count, packedCount: geometry.weightCount, aligned: true)
    let size = geometry.weightCount / packingUnits(geometry, direction)
    switch direction {
    case .toCoarse:
      for k in units {
        for i in 0..<size { packed[k * size + i] = weights[i * geometry.coarseChannels + k] }
      }
    case .toFine:
      for i in units.lowerBound * size..<units.upperBound * size { packed[i] = weights[i] }
    }
  }
}
