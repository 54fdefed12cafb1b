import KernelContract

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function, what it is in Double, and the most ulps it may be off: so many, and `slope` more for each unit
/// of |x|, down to an x below which the distance may be 2^-125 instead; at infinity none.
struct ElementaryClaim: Sendable, CustomStringConvertible {
  let description: String
  let function: ElementaryFunction
  let ulps: Double
  var slope = 0.0
  var from: Float = -.infinity
  let exact: @Sendable (Double) -> Double

  static let all = [
    ElementaryClaim(description: "exp", function: .exp, ulps: 2, slope: 1 / 22, exact: { exp($0) }),
    ElementaryClaim(description: "log", function: .log, ulps: 3, exact: { log($0) }),
    ElementaryClaim(description: "log1p", function: .log1p, ulps: 4, exact: { log1p($0) }),
    ElementaryClaim(
      description: "sigmoid", function: .sigmoid, ulps: 3, slope: 1 / 22, from: -87,
      exact: { 1 / (1 + exp(-$0)) }),
    ElementaryClaim(description: "tanh", function: .tanh, ulps: 5, exact: { tanh($0) }),
    ElementaryClaim(
      description: "softplus", function: .softplus, ulps: 4, slope: 1 / 22, from: -87,
      exact: { max($0, 0) + log1p(exp(-abs($0))) }),
  ]

  /// Every 4099th bit pattern (a prime, so that the low bits take every value) and the specials.
  static let numbers: [Float] = {
    let specials: [Float] = [
      0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      -.leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 1, -1, Float(1).nextDown, Float(-1).nextUp, 88.72283, 88.72284,
      -87.33655, -103.97208, -103.97209, 87, -87,
    ]
    return specials
      + stride(from: UInt32(0), through: .max - 4099, by: 4099).map(Float.init(bitPattern:))
  }()

  /// Of the function's values from what the claim allows: all that are special, and the worst of the others.
  func differences(_ kernels: some ElementaryKernels) -> Differences {
    let x = Self.numbers
    var y = [Float](repeating: 0, count: x.count)
    var span = y.mutableSpan
    kernels.map(function, x.span, into: &span)
    var differences: Differences = []
    var worst = (beyond: -Double.infinity, x: Float(0), y: Float(0))
    for (x, y) in zip(x, y) {
      let exact = exact(Double(x))
      let isLimit = x.isInfinite && x >= from
      if isLimit || exact.isNaN || y.isNaN || abs(exact) > Double(Float.greatestFiniteMagnitude) {
        let isRight = Float(exact).isNaN ? y.isNaN : y == Float(exact)
        if !isRight { differences.append("\(self)(\(x)) = \(y)") }
      } else if x < from {
        if !(abs(Double(y) - exact) <= 0x1p-125) { differences.append("\(self)(\(x)) = \(y)") }
      } else {
        let found = abs(Double(y) - exact) / Double(max(Float(exact).ulp, .leastNonzeroMagnitude))
        let beyond = found - ulps - slope * Double(abs(x))
        if !(beyond <= worst.beyond) { worst = (beyond, x, y) }
      }
    }
    if !(worst.beyond <= 0) {
      differences.append("\(self)(\(worst.x)) = \(worst.y) is \(worst.beyond) ulps too far off")
    }
    return differences
  }
}
