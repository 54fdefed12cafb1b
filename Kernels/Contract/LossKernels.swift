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
  /// gives each divergence (beta, or 0 where free bits hold). Writes rows of (d mean | d
  /// log-variance):
  ///
  ///     d mean = dz + weight mean
  ///     d v    = dz noise exp(v / 2) / 2 + weight (exp(v) - 1) / 2,   0 where v was clamped
  func sampleLatentsGradient(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    dz: Span<Float>, weights: Span<Float>, gradient: inout MutableSpan<Float>)
}

/// What a decoder's output r says about a pixel value x in [0, 1]; every term in nats.
package enum LikelihoodTerm: Sendable, Hashable {
  /// (r - x)^2, gradient r - x. The Gaussian of any sigma follows from it by two scalars:
  /// -log p = sum / (2 sigma^2) + D log(sigma sqrt(2 pi)), gradient (r - x) / sigma^2.
  case squaredError
  /// |r - x|, gradient sign(r - x) with sign(0) = 0. The Laplace of any scale b follows:
  /// -log p = sum / b + D log(2 b), gradient sign / b.
  case absoluteError
  /// Bernoulli with logit r: softplus(r) - x r, gradient sigmoid(r) - x.
  case bernoulli
  /// The mass that a logistic distribution of mean r and scale exp(logScale) puts on the one of 256
  /// levels that x is: with a = (x + h - r) / scale, b = (x - h - r) / scale, h = 0.5 / 255,
  ///   -log sigmoid(a)                     for x < h (the lowest level takes the whole tail),
  ///   -log sigmoid(-b)                    for x > 1 - h,
  ///   -log(max(sigmoid(a) - sigmoid(b), 1e-12))   between; gradient 0 where the maximum holds.
  /// Gradients for r, and summed over the image for logScale.
  case discretisedLogistic(logScale: Float)
}
