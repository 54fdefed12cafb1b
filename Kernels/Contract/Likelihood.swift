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
