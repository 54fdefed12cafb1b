/// What every convolution checks at its door, with counts of floats in place of the spans.
///
/// The functions are never inlined, so that no copy of them is compiled for a wider CPU.
extension ConvolutionGeometry {
  @inline(never)
  package func checkToCoarse(
    images: Int, fine: Int, fineBorder: Int, packed: Bool, bias: Int, coarse: Int, coarseBorder: Int
  ) {
    precondition(fineBorder >= padding, "toCoarse reads a border of at least the padding")
    precondition(packed, "toCoarse reads weights packed for it, 64-byte aligned")
    precondition(bias == 0 || bias == coarseChannels, "toCoarse adds a bias for each channel")
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkToFine(
    images: Int, coarse: Int, coarseBorder: Int, packed: Bool, bias: Int, fine: Int, fineBorder: Int
  ) {
    precondition(
      coarseBorder >= self.coarseBorder, "toFine reads a border of at least geometry.coarseBorder")
    precondition(packed, "toFine reads weights packed for it, 64-byte aligned")
    precondition(bias == 0 || bias == fineChannels, "toFine adds a bias for each channel")
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkWeightGradient(
    images: Int, fine: Int, fineBorder: Int, coarse: Int, coarseBorder: Int,
    units: Range<Int>, allUnits: Int, gradient: Int
  ) {
    precondition(fineBorder >= padding, "weightGradient reads a border of at least the padding")
    precondition(0 <= units.lowerBound && units.upperBound <= allUnits, "units beyond the last")
    precondition(images > 0, "a gradient of no images")
    precondition(gradient == weightCount, "the gradient has as many numbers as the weights")
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkPack(
    weights: Int, units: Range<Int>, allUnits: Int, packed: Int, packedCount: Int, aligned: Bool
  ) {
    precondition(weights == weightCount, "pack reads \(weightCount) weights")
    precondition(0 <= units.lowerBound && units.upperBound <= allUnits, "units beyond the last")
    precondition(packed >= packedCount, "pack writes \(packedCount) numbers")
    precondition(aligned, "packed weights start on a 64-byte line")
  }

  @inline(never)
  package func checkWorkspace(_ count: Int, needed: Int) {
    precondition(
      count >= needed, "an operation on this geometry uses \(needed) floats of workspace")
  }

  private func checkSides(
    _ images: Int, _ fine: Int, _ fineBorder: Int, _ coarse: Int, _ coarseBorder: Int
  ) {
    precondition(images >= 0 && fineBorder >= 0 && coarseBorder >= 0, "a negative size")
    precondition(
      fine >= images * self.fine(border: fineBorder).imageStride, "fine images missing")
    precondition(
      coarse >= images * self.coarse(border: coarseBorder).imageStride, "coarse images missing")
  }
}

extension ImageLayout {
  /// What `channelSums` checks at its door.
  @inline(never)
  package func checkChannelSums(images: Int, x: Int, sums: Int) {
    precondition(images >= 0 && x >= images * imageStride, "images missing")
    precondition(sums == channels, "channelSums writes a sum for each channel")
  }
}
