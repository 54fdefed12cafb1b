/// Convolution, transposed convolution and the affine layer: three operations between the two sides
/// of a `ConvolutionGeometry`.
package protocol ConvolutionKernels: Sendable {
  /// How many floats `pack` writes for weights used in this direction. Zero where the operation
  /// reads the weights as they are: they are then passed to it as `packed`.
  func packedCount(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection) -> Int

  /// How many units the packing of these weights divides into; any split over them gives the same
  /// bits.
  func packingUnits(_ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection) -> Int

  /// Rearranges weights [ky][kx][fine][coarse] into the order in which `toCoarse` or `toFine` reads
  /// them. `packed` must be 64-byte aligned. Writes the share of `units` alone.
  func pack(
    _ weights: Span<Float>, _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection,
    units: Range<Int>, into packed: inout MutableSpan<Float>)

  /// Floats of workspace that one call of an operation on this geometry uses, whatever its
  /// direction and number of images. Calls that run at the same time need a workspace each; what is
  /// left in one after a call has no meaning.
  func workspaceCount(_ geometry: ConvolutionGeometry) -> Int

  /// Convolution forward; input gradient of a transposed convolution; affine layer forward.
  ///
  ///     coarse[n, y, x, k] = bias[k] + sum over ky, kx, c of
  ///                          fine[n, stride y + ky - padding, stride x + kx - padding, c] w[ky, kx, c, k]
  ///
  /// `fineBorder` >= padding. An empty `bias` counts as zeros.
  func toCoarse(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, packed: Span<Float>, bias: Span<Float>,
    coarse: inout MutableSpan<Float>, coarseBorder: Int, workspace: inout MutableSpan<Float>)

  /// Transposed convolution forward; input gradient of a convolution or of an affine layer.
  ///
  ///     fine[n, Y, X, c] = bias[c] + sum over ky, kx, k, where y = (Y + padding - ky) / stride and
  ///                        x = (X + padding - kx) / stride are whole, of
  ///                        coarse[n, y, x, k] w[ky, kx, c, k]
  ///
  /// `coarseBorder` >= geometry.coarseBorder. An empty `bias` counts as zeros.
  func toFine(
    _ geometry: ConvolutionGeometry, images: Int,
    coarse: Span<Float>, coarseBorder: Int, packed: Span<Float>, bias: Span<Float>,
    fine: inout MutableSpan<Float>, fineBorder: Int, workspace: inout MutableSpan<Float>)

  /// How many units the weight gradient divides into; any split over them gives the same bits.
  func weightGradientUnits(_ geometry: ConvolutionGeometry) -> Int

  /// Weight gradient of all three, one side being the layer's input and the other its gradient:
  ///
  ///     gradient[ky, kx, c, k] = sum over n, y, x of
  ///                  fine[n, stride y + ky - padding, stride x + kx - padding, c] coarse[n, y, x, k]
  ///
  /// Images are added in order. `fineBorder` >= padding. Writes the share of `units` alone, over
  /// what was there before.
  func weightGradient(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, coarse: Span<Float>, coarseBorder: Int,
    units: Range<Int>, gradient: inout MutableSpan<Float>, workspace: inout MutableSpan<Float>)

  /// Bias gradient: sums[c] = sum over images and pixels of x[n, y, x, c], images in order.
  func channelSums(
    _ layout: ImageLayout, images: Int, x: Span<Float>, sums: inout MutableSpan<Float>)
}

/// Which way a convolution's weights are used.
package enum ConvolutionDirection: Sendable, Hashable {
  case toCoarse
  case toFine
}
