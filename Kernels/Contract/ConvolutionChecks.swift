/// What every convolution checks before it touches memory, with the counts of floats in place of
/// the spans.
///
/// The functions are never inlined, so that no copy of them is compiled for a wider CPU.
extension ConvolutionGeometry {
  /// `packedCount` is what the table's function of that name says.
  @inline(never)
  package func checkToCoarse(
    images: Int, fine: Int, fineBorder: Int, packed: Int, packedCount: Int, aligned: Bool,
    bias: Int, coarse: Int, coarseBorder: Int
  ) {
    require("border of the fine side", fineBorder, atLeast: padding)
    checkPacked(packed, packedCount: packedCount, aligned: aligned)
    if bias > 0 { require("biases", bias, exactly: coarseChannels) }
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkToFine(
    images: Int, coarse: Int, coarseBorder: Int, packed: Int, packedCount: Int, aligned: Bool,
    bias: Int, fine: Int, fineBorder: Int
  ) {
    require("border of the coarse side", coarseBorder, atLeast: self.coarseBorder)
    checkPacked(packed, packedCount: packedCount, aligned: aligned)
    if bias > 0 { require("biases", bias, exactly: fineChannels) }
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkWeightGradient(
    images: Int, fine: Int, fineBorder: Int, coarse: Int, coarseBorder: Int,
    units: Range<Int>, allUnits: Int, gradient: Int
  ) {
    require("border of the fine side", fineBorder, atLeast: padding)
    checkUnits(units, of: allUnits)
    require("images", images, atLeast: 1)
    require("weight gradients", gradient, exactly: weightCount)
    checkSides(images, fine, fineBorder, coarse, coarseBorder)
  }

  @inline(never)
  package func checkPack(
    weights: Int, units: Range<Int>, allUnits: Int, packed: Int, packedCount: Int, aligned: Bool
  ) {
    require("weights", weights, exactly: weightCount)
    checkUnits(units, of: allUnits)
    require("room for packed weights", packed, atLeast: packedCount)
    require(aligned, "packed weights must start at a multiple of 64 bytes")
  }

  @inline(never)
  package func checkWorkspace(_ count: Int, needed: Int) {
    require("workspace", count, atLeast: needed)
  }

  /// Weights that no packing is made of are read as they come.
  private func checkPacked(_ count: Int, packedCount: Int, aligned: Bool) {
    if packedCount == 0 { return require("weights", count, exactly: weightCount) }
    require("packed weights", count, atLeast: packedCount)
    require(aligned, "packed weights must start at a multiple of 64 bytes")
  }

  private func checkUnits(_ units: Range<Int>, of allUnits: Int) {
    require(
      0 <= units.lowerBound && units.upperBound <= allUnits,
      "units \(units.lowerBound)..<\(units.upperBound) of \(allUnits)")
  }

  private func checkSides(
    _ images: Int, _ fine: Int, _ fineBorder: Int, _ coarse: Int, _ coarseBorder: Int
  ) {
    require(
      images >= 0 && fineBorder >= 0 && coarseBorder >= 0,
      "a negative size: \(images) images, borders \(fineBorder) and \(coarseBorder)")
    require(
      "fine images", fine, atLeast: images * self.fine(border: fineBorder).imageStride)
    require(
      "coarse images", coarse, atLeast: images * self.coarse(border: coarseBorder).imageStride)
  }
}

extension ImageLayout {
  /// What `channelSums` checks before it touches memory.
  @inline(never)
  package func checkChannelSums(images: Int, x: Int, sums: Int) {
    require(images >= 0, "a negative size: \(images) images")
    require("images", x, atLeast: images * imageStride)
    require("sums of channels", sums, exactly: channels)
  }
}
