import CMath
import KernelContract

/// A likelihood term of a vector of pixels: what each adds, and its gradients for r and for the log
/// scale. Its loop over memory is specialised for each.
protocol LanePixelTerm {
  /// Whether there is a log scale: without, nothing is added up for it, not even zeros, which the
  /// compiler would add lane by lane.
  static var hasLogScale: Bool { get }

  func pixels(x: Lanes, r: Lanes) -> (value: Lanes, gradient: Lanes, logScaleGradient: Lanes)
}

struct SquaredError: LanePixelTerm {
  static var hasLogScale: Bool { false }

  @inline(__always)
  func pixels(x: Lanes, r: Lanes) -> (value: Lanes, gradient: Lanes, logScaleGradient: Lanes) {
    let difference = r - x
    return (difference * difference, difference, .zero)
  }
}

struct AbsoluteError: LanePixelTerm {
  static var hasLogScale: Bool { false }

  @inline(__always)
  func pixels(x: Lanes, r: Lanes) -> (value: Lanes, gradient: Lanes, logScaleGradient: Lanes) {
    let difference = r - x
    let sign = Lanes(repeating: 1).signed(as: difference)
      .replacing(with: difference, where: .!(difference.absolute .> 0))
    return (difference.absolute, sign, .zero)
  }
}

struct Bernoulli: LanePixelTerm {
  static var hasLogScale: Bool { false }

  @inline(__always)
  func pixels(x: Lanes, r: Lanes) -> (value: Lanes, gradient: Lanes, logScaleGradient: Lanes) {
    let y = Lanes.expOfMinusMagnitude(r)
    return (
      (-x).times(r, plus: .softplus(r, expOfMinusMagnitude: y)),
      .sigmoid(r, expOfMinusMagnitude: y) - x, .zero
    )
  }
}

/// Between the ends, with the identity sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b
/// - a)), whose last factor is the same for all pixels, the term is the sum of the two ends' terms
/// and a constant: no cancellation, and no logarithm for each pixel but those of softplus.
struct DiscretisedLogistic: LanePixelTerm {
  static var hasLogScale: Bool { true }

  private let half = Float(0.5 / 255)
  private let inverseScale: Float
  /// -log(1 - exp(b - a)) and its gradient for the log scale.
  private let constant: Float
  private let constantGradient: Float
  private let most: Float

  init(logScale: Float) {
    let scale = exp(Double(logScale))
    let width = 1 / (255 * scale)
    inverseScale = Float(1 / scale)
    constant = Float(-log(-expm1(-width)))
    constantGradient = Float(width / expm1(width))
    most = Float(-log(1e-12))
  }

  @inline(__always)
  func pixels(x: Lanes, r: Lanes) -> (value: Lanes, gradient: Lanes, logScaleGradient: Lanes) {
    let a = (x + half - r) * inverseScale
    let b = (x - half - r) * inverseScale
    let isLowest = x .< half
    let isHighest = x .> 1 - half
    let isEnd = isLowest .| isHighest
    // What the lower and the upper tail take, zero for a pixel at the other end.
    let below = Lanes.expOfMinusMagnitude(a)
    let above = Lanes.expOfMinusMagnitude(b)
    let lower = Lanes.softplus(-a, expOfMinusMagnitude: below)
      .replacing(with: 0, where: isHighest)
    let upper = Lanes.softplus(b, expOfMinusMagnitude: above).replacing(with: 0, where: isLowest)
    let lowerMass = Lanes.sigmoid(-a, expOfMinusMagnitude: below)
      .replacing(with: 0, where: isHighest)
    let upperMass = Lanes.sigmoid(b, expOfMinusMagnitude: above)
      .replacing(with: 0, where: isLowest)
    let value =
      lower + upper + Lanes(repeating: constant).replacing(with: 0, where: isEnd)
    let gradient = (lowerMass - upperMass) * inverseScale
    let logScaleGradient =
      (a * lowerMass - b * upperMass)
      + Lanes(repeating: constantGradient).replacing(with: 0, where: isEnd)
    let isAtMost = (value .>= most) .& .!isEnd
    return (
      value.replacing(with: most, where: isAtMost), gradient.replacing(with: 0, where: isAtMost),
      logScaleGradient.replacing(with: 0, where: isAtMost)
    )
  }
}
