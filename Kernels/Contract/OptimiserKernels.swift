/// What the optimiser does to a run of parameters.
package protocol OptimiserKernels: Sendable {
  /// The sum of x^2 in Double, in an order that depends on the count alone.
  func sumOfSquares(_ x: Span<Float>) -> Double

  /// One step of AdamW over a run of parameters; see `AdamWStep`.
  func adamW(
    _ step: AdamWStep, gradient: Span<Float>, weights: inout MutableSpan<Float>,
    m: inout MutableSpan<Float>, v: inout MutableSpan<Float>, average: inout MutableSpan<Float>)
}
