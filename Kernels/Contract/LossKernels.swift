/// The terms of the loss and their gradients.
package protocol LossKernels: Sendable {
  /// A likelihood term of each image and its gradient, times `gradientScale`, in one pass.
  /// `x` (border `xBorder`) holds the target, `r` (no border) the decoder's output;
  /// `gradient` has the border `gradientBorder`; `terms[n]` is the image's sum over pixels;
  /// `logScaleGradients[n]` is written by the logistic term alone (zero for the others), unscaled.
  func likelihood(
    _ term: LikelihoodTerm, _ layout: ImageLayout, images: Int,
    x: Span<Float>, xBorder: Int, r: Span<Float>, gradientScale: Float,
    gradient: inout MutableSpan<Float>, gradientBorder: Int,
    terms: inout MutableSpan<Double>, logScaleGradients: inout MutableSpan<Double>)

  /// From rows of (mean | log-variance) and noise to latents and their divergence from N(0, I):
  /// with v = log-variance clamped to [-12, 8],
  ///
  ///     z = mean + exp(v / 2) noise
  ///     divergence[n, j] = (mean^2 + exp(v) - 1 - v) / 2
  func sampleLatents(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    z: inout MutableSpan<Float>, divergence: inout MutableSpan<Float>)

  /// The gradient of `sampleLatents`: dz comes from the decoder, `weights[n, j]` is what the loss
  /// gives each divergence (beta, or 0 where free bits hold). Writes rows of (d mean | d log-variance):
  ///
  ///     d mean = dzScale dz + weight mean
  ///     d v    = dzScale dz noise exp(v / 2) / 2 + weight (exp(v) - 1) / 2,   0 where v was clamped
  func sampleLatentsGradient(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    dz: Span<Float>, dzScale: Float, weights: Span<Float>, gradient: inout MutableSpan<Float>)
}
