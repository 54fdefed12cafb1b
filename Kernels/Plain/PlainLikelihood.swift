import CMath
import KernelContract

extension PlainKernels: LossKernels {
  package func likelihood(
    _ term: LikelihoodTerm, _ layout: ImageLayout, images: Int,
    x: Span<Float>, xBorder: Int, r: Span<Float>, gradientScale: Float,
    gradient: inout MutableSpan<Float>, gradientBorder: Int,
    terms: inout MutableSpan<Double>, logScaleGradients: inout MutableSpan<Double>
  ) {
    let target = layout.with(border: xBorder)
    let input = layout.with(border: 0)
    let output = layout.with(border: gradientBorder)
    target.checkImages(
      images, x: x.count, plain: r.count, bordered: gradient.count, border: gradientBorder)
    layout.checkTerms(images, terms: terms.count, logScaleGradients: logScaleGradients.count)
    for n in 0..<images {
      var sum = PixelTerm(value: 0, gradient: 0, logScaleGradient: 0)
      for row in 0..<layout.height {
        for i in 0..<layout.width * layout.channels {
          let pixel = term.pixel(
            x: Double(x[target.offset(n, row, 0) + i]), r: Double(r[input.offset(n, row, 0) + i]))
          sum.value += pixel.value
          sum.logScaleGradient += pixel.logScaleGradient
          gradient[output.offset(n, row, 0) + i] = Float(Double(gradientScale) * pixel.gradient)
        }
      }
      terms[n] = sum.value
      logScaleGradients[n] = sum.logScaleGradient
    }
  }
}

/// What one pixel adds to the term, and its gradients for r and for the log scale.
private struct PixelTerm {
  var value: Double
  var gradient: Double
  var logScaleGradient = 0.0
}

extension LikelihoodTerm {
  fileprivate func pixel(x: Double, r: Double) -> PixelTerm {
    switch self {
    case .squaredError:
      return PixelTerm(value: (r - x) * (r - x), gradient: r - x)
    case .absoluteError:
      return PixelTerm(value: abs(r - x), gradient: r > x ? 1 : r < x ? -1 : 0)
    case .bernoulli:
      return PixelTerm(value: softplus(r) - x * r, gradient: sigmoid(r) - x)
    case .discretisedLogistic(let logScale):
      return discretisedLogistic(x: x, r: r, scale: exp(Double(logScale)))
    }
  }

  /// Between the ends, sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)): a form
  /// without cancellation, whose logarithm has the sum of the two ends' gradients.
  private func discretisedLogistic(x: Double, r: Double, scale: Double) -> PixelTerm {
    let half = 0.5 / 255
    let a = (x + half - r) / scale
    let b = (x - half - r) / scale
    let lower = PixelTerm(
      value: softplus(-a), gradient: sigmoid(-a) / scale, logScaleGradient: a * sigmoid(-a))
    let upper = PixelTerm(
      value: softplus(b), gradient: -sigmoid(b) / scale, logScaleGradient: -b * sigmoid(b))
    if x < half { return lower }
    if x > 1 - half { return upper }
    let width = 2 * half / scale
    let value = lower.value + upper.value - log(-expm1(-width))
    let most = -log(1e-12)
    if value >= most { return PixelTerm(value: most, gradient: 0) }
    return PixelTerm(
      value: value, gradient: lower.gradient + upper.gradient,
      logScaleGradient: lower.logScaleGradient + upper.logScaleGradient + width / expm1(width))
  }
}
