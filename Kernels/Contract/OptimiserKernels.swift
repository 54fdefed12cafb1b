/// The optimiser's operations on a run of parameters.
package protocol OptimiserKernels: Sendable {
  /// The sum of x^2 in Double, in an order that depends on the count alone.
  func sumOfSquares(_ x: Span<Float>) -> Double

  /// One step of AdamW over a run of parameters; see `AdamWStep`. An empty `average` is not kept.
  func adamW(
    _ step: AdamWStep, gradient: Span<Float>, weights: inout MutableSpan<Float>,
    m: inout MutableSpan<Float>, v: inout MutableSpan<Float>, average: inout MutableSpan<Float>)
}

/// One step of AdamW with everything that is constant over a step folded into it:
///
///     g <- gradientScale * g
///     m <- beta1 m + (1 - beta1) g
///     v <- beta2 v + (1 - beta2) g^2
///     w <- w - rate (m / correction1 / (sqrt(v / correction2) + epsilon) + decay w)
///     e <- averageDecay e + (1 - averageDecay) w          (their moving average)
///
/// correction1 = 1 - beta1^t and correction2 = 1 - beta2^t for step t counted from 1.
package struct AdamWStep: Sendable, Hashable {
  package var gradientScale: Float
  package var rate: Float
  package var beta1: Float
  package var beta2: Float
  package var correction1: Float
  package var correction2: Float
  package var epsilon: Float
  package var decay: Float
  package var averageDecay: Float

  package init(
    gradientScale: Float, rate: Float, beta1: Float = 0.9, beta2: Float = 0.999,
    correction1: Float, correction2: Float, epsilon: Float = 1e-8, decay: Float,
    averageDecay: Float
  ) {
    self.gradientScale = gradientScale
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.correction1 = correction1
    self.correction2 = correction2
    self.epsilon = epsilon
    self.decay = decay
    self.averageDecay = averageDecay
  }
}
