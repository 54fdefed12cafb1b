/// Group normalisation and activations.
package protocol NormalisationKernels: Sendable {
  /// Group normalisation and the activation after it in one pass over memory. With the channels in
  /// `groups` equal runs, and mean and variance (biased) over a run's values of one image:
  ///
  ///     statistics[n, g] = (mean, 1 / sqrt(variance + epsilon))
  ///     y = activation(gamma[c] (x - mean) / sqrt(variance + epsilon) + beta[c])
  ///
  /// `layout` is that of x; y has the border `yBorder`. `statistics` holds images * groups * 2.
  func normaliseActivate(
    _ layout: ImageLayout, images: Int, groups: Int, epsilon: Float, _ activation: Activation,
    x: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    statistics: inout MutableSpan<Float>, y: inout MutableSpan<Float>, yBorder: Int)

  /// The gradient of `normaliseActivate`: from dy (no border) to dx (border `dxBorder`), and to the
  /// gradients of gamma and beta of each image, `parameterGradient` [n][gamma, beta][channel].
  func normaliseActivateGradient(
    _ layout: ImageLayout, images: Int, groups: Int, _ activation: Activation,
    x: Span<Float>, statistics: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int,
    parameterGradient: inout MutableSpan<Float>)

  /// y = activation(x), from one border to another. Copies with `.identity`.
  func activate(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, y: inout MutableSpan<Float>, yBorder: Int)

  /// dx = activation'(x) dy; dy has no border, dx the border `dxBorder`.
  func activateGradient(
    _ layout: ImageLayout, images: Int, _ activation: Activation,
    x: Span<Float>, dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int)

  /// y += x, numbers without border: where a residual branch joins.
  func add(_ x: Span<Float>, to y: inout MutableSpan<Float>)
}

/// An elementwise function after a layer.
package enum Activation: Sendable, Hashable {
  case identity
  /// x for x > 0, slope x otherwise
  case leakyReLU(slope: Float)
  /// x sigmoid(x)
  case silu
  /// 1 / (1 + exp(-x))
  case sigmoid
}
