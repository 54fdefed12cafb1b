import KernelContract

extension PlainKernels: OptimiserKernels {
  package func sumOfSquares(_ x: Span<Float>) -> Double {
    var sum = 0.0
    for i in x.indices { sum += Double(x[i]) * Double(x[i]) }
    return sum
  }

  package func adamW(
    _ step: AdamWStep, gradient: Span<Float>, weights: inout MutableSpan<Float>,
    m: inout MutableSpan<Float>, v: inout MutableSpan<Float>, average: inout MutableSpan<Float>
  ) {
    checkSameCount(gradient.count, weights.count)
    checkSameCount(gradient.count, m.count)
    checkSameCount(gradient.count, v.count)
    if average.count > 0 { checkSameCount(gradient.count, average.count) }
    let beta1 = Double(step.beta1)
    let beta2 = Double(step.beta2)
    let averageDecay = Double(step.averageDecay)
    for i in gradient.indices {
      let g = Double(step.gradientScale) * Double(gradient[i])
      let first = beta1 * Double(m[i]) + (1 - beta1) * g
      let second = beta2 * Double(v[i]) + (1 - beta2) * g * g
      let direction =
        first / Double(step.correction1)
        / ((second / Double(step.correction2)).squareRoot() + Double(step.epsilon))
      let w = Double(weights[i])
      let next = w - Double(step.rate) * (direction + Double(step.decay) * w)
      m[i] = Float(first)
      v[i] = Float(second)
      weights[i] = Float(next)
      guard average.count > 0 else { continue }
      average[i] = Float(averageDecay * Double(average[i]) + (1 - averageDecay) * next)
    }
  }
}
