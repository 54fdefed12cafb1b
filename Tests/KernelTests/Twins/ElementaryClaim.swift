import CMath
import KernelContract

/// A function that the kernels are built from, as an operation of the table shows it alone; what it
/// is in Double; and the most ulps it may be off: so many, and `slope` more for each unit of |x|,
/// down to an x below which the distance may be 2^-125 instead. At infinity, where a slope permits
/// anything, none.
struct ElementaryClaim: Sendable, CustomStringConvertible {
  enum Function: Sendable {
    /// Of `activate`.
    case sigmoid
    /// Of the Bernoulli term for x = 0, less 0 r, and its gradient.
    case softplus, sigmoidBesideSoftplus
    /// Of z and of the gradient of the log-variance, where mean, noise and weight leave nothing
    /// else.
    case exp, expMinusOne
  }

  let description: String
  let function: Function
  let ulps: Double
  var slope = 0.0
  var from: Float = -.infinity
  let exact: @Sendable (Double) -> Double

  static let all = [
    ElementaryClaim(
      description: "sigmoid", function: .sigmoid, ulps: 3, slope: 1 / 22, from: -87,
      exact: { 1 / (1 + exp(-$0)) }),
    ElementaryClaim(
      description: "sigmoid beside softplus", function: .sigmoidBesideSoftplus, ulps: 3,
      slope: 1 / 22, from: -87, exact: { 1 / (1 + exp(-$0)) }),
    ElementaryClaim(
      description: "softplus", function: .softplus, ulps: 4, slope: 1 / 22, from: -87,
      exact: { max($0, 0) + log1p(exp(-abs($0))) - 0 * $0 }),
    // Log-variances are clamped to [-12, 8], and halved for the first.
    ElementaryClaim(
      description: "exp", function: .exp, ulps: 2 + 6.0 / 22,
      exact: { exp(($0 < -12 ? -12 : $0 > 8 ? 8 : $0) / 2) }),
    ElementaryClaim(
      description: "exp - 1", function: .expMinusOne, ulps: 3 + 12.0 / 22,
      exact: { -12...8 ~= $0 ? expm1($0) / 2 : 0 }),
  ]

  /// Every 4099th bit pattern (a prime, so that the low bits take every value) and the specials.
  static let numbers: [Float] = {
    let specials: [Float] = [
      0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      -.leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 1, -1, Float(1).nextDown, Float(-1).nextUp, 88.72283, 88.72284,
      -87.33655, -103.97208, -103.97209, 87, -87, 8, -12, Float(8).nextUp, Float(-12).nextDown,
    ]
    return specials
      + stride(from: UInt32(0), through: .max - 4099, by: 4099).map(Float.init(bitPattern:))
  }()

  /// Of the function's values from what the claim allows: all that are special, and the worst of
  /// the others.
  func differences(_ kernels: some NormalisationKernels & LossKernels) -> Differences {
    let x = Self.numbers
    var differences: Differences = []
    var worst = (beyond: -Double.infinity, x: Float(0), y: Float(0))
    for (x, y) in zip(x, values(kernels, x)) {
      let exact = exact(Double(x))
      let isLimit = slope > 0 && x.isInfinite && x >= from
      if isLimit || exact.isNaN || y.isNaN || abs(exact) > Double(Float.greatestFiniteMagnitude) {
        let isRight = Float(exact).isNaN ? y.isNaN : y == Float(exact)
        if !isRight { differences.append("\(self)(\(x)) = \(y)") }
      } else if x < from {
        if !(abs(Double(y) - exact) <= 0x1p-125) { differences.append("\(self)(\(x)) = \(y)") }
      } else {
        let found = abs(Double(y) - exact) / Double(max(Float(exact).ulp, .leastNonzeroMagnitude))
        let beyond = found - ulps - (slope > 0 ? slope * Double(abs(x)) : 0)
        if !(beyond <= worst.beyond) { worst = (beyond, x, y) }
      }
    }
    if !(worst.beyond <= 0) {
      differences.append("\(self)(\(worst.x)) = \(worst.y) is \(worst.beyond) ulps too far off")
    }
    return differences
  }

  private func values(_ kernels: some NormalisationKernels & LossKernels, _ x: [Float]) -> [Float] {
    let count = x.count
    let zeros = [Float](repeating: 0, count: count)
    let ones = [Float](repeating: 1, count: count)
    var y = [Float](repeating: .nan, count: count)
    var span = y.mutableSpan
    switch function {
    case .sigmoid:
      let layout = ImageLayout(height: 1, width: 1, channels: count)
      kernels.activate(layout, images: 1, .sigmoid, x: x.span, y: &span, yBorder: 0)
    case .softplus, .sigmoidBesideSoftplus:
      // An image for each number, because terms are summed over an image.
      var terms = [Double](repeating: .nan, count: count)
      var logScaleGradients = terms
      var termSpan = terms.mutableSpan
      var logScaleSpan = logScaleGradients.mutableSpan
      kernels.likelihood(
        .bernoulli, ImageLayout(height: 1, width: 1, channels: 1), images: count, x: zeros.span,
        xBorder: 0, r: x.span, gradientScale: 1, gradient: &span, gradientBorder: 0,
        terms: &termSpan, logScaleGradients: &logScaleSpan)
      if function == .softplus { return terms.map { Float($0) } }
    case .exp:
      var divergence = zeros
      var divergenceSpan = divergence.mutableSpan
      let rows = zeros + x
      kernels.sampleLatents(
        images: 1, latents: count, gaussians: rows.span, noise: ones.span, z: &span,
        divergence: &divergenceSpan)
    case .expMinusOne:
      var gradient = zeros + zeros
      var gradientSpan = gradient.mutableSpan
      let rows = zeros + x
      kernels.sampleLatentsGradient(
        images: 1, latents: count, gaussians: rows.span, noise: zeros.span, dz: zeros.span,
        weights: ones.span, gradient: &gradientSpan)
      return Array(gradient[count...])
    }
    return y
  }
}
