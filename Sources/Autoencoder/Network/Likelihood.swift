import CLibrary
import KernelContract

/// What the decoder's output says about a picture: the one definition of nats and bits that
/// training, validation and evaluation share.
package enum Likelihood: Sendable, Hashable {
  /// Normal around the output, with one sigma for the data set: the best of each batch while
  /// training, that of held-out pictures afterwards.
  case gaussian
  case fixedGaussian(sigma: Float)
  /// The output is a logit; the pixel a probability.
  case bernoulli
  /// Laplace around the output, with one scale for the data set, treated like the Gaussian's.
  case laplace
  /// Logistic around the output, over the 256 levels; its running scale follows the data by Fisher
  /// scoring, see `LikelihoodState`.
  case logistic

  /// What the command line and files may say.
  package static let names = "gaussian, gaussian:SIGMA, bernoulli, laplace or logistic"

  /// From such a name, as "gaussian:0.1".
  package init(name: String) throws(ArchitectureError) {
    switch name {
    case "gaussian": self = .gaussian
    case "bernoulli": self = .bernoulli
    case "laplace": self = .laplace
    case "logistic": self = .logistic
    default:
      let prefix = "gaussian:"
      guard name.hasPrefix(prefix), let sigma = Float(name.dropFirst(prefix.count)) else {
        throw .unknownLikelihood(name)
      }
      guard sigma > 0 && sigma < 1000 else { throw .sigmaOutOfRange(sigma) }
      self = .fixedGaussian(sigma: sigma)
    }
  }

  package var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .fixedGaussian(let sigma): "gaussian:\(sigma)"
    case .bernoulli: "bernoulli"
    case .laplace: "laplace"
    case .logistic: "logistic"
    }
  }

  /// Whether the output is the logit of a pixel value, and not a pixel value itself.
  package var isOfLogits: Bool { self == .bernoulli }

  /// The output whose mean is the pixel value `mean`: where the last bias starts.
  func output(forMean mean: Float) -> Float {
    guard isOfLogits else { return mean }
    let p = min(max(mean, 0.01), 0.99)
    return log(p / (1 - p))
  }

  /// Bits for each number of a picture: nats / D / log 2, with 8 bits more where the likelihood is a
  /// density over [0, 1] rather than a probability of one of 256 levels.
  package func bitsPerDimension(nats: Double, dimensions: Int) -> Double {
    nats / Double(dimensions) / log(2.0) + (isDensity ? 8 : 0)
  }

  private var isDensity: Bool {
    switch self {
    case .gaussian, .fixedGaussian, .laplace: true
    case .bernoulli, .logistic: false
    }
  }
}

/// The one number of a likelihood that follows the data: part of the model, beside its weights.
///
/// `value` is the mean squared error for `gaussian`, the mean absolute error for `laplace` and the
/// log-scale for `logistic`; the others keep none. It moves towards each batch's own by 9 / (n + 9)
/// at batch n, counted from 0, and by 1/100 at least: it looks back over a tenth of a short run, as the
/// averaged weights do. One that looked back further would be too wide for them: at the end of 200
/// steps on the sample pictures, a mean of the last hundred batches costs 0.18 bits/dim.
package struct LikelihoodState: Sendable, Hashable {
  package var value: Double
  package var batches: Int

  package init(value: Double, batches: Int) {
    self.value = value
    self.batches = batches
  }

  /// A wide start: pictures in [0, 1] of which nothing is known yet.
  package init(initialFor likelihood: Likelihood) {
    switch likelihood {
    case .gaussian: value = 0.1
    case .laplace: value = 0.25
    case .logistic: value = -2
    case .fixedGaussian, .bernoulli: value = 0
    }
    batches = 0
  }

  /// Moves towards a batch's own value.
  mutating func follow(_ batchValue: Double) {
    let share = max(9 / Double(batches + 9), 0.01)
    value += share * (batchValue - value)
    batches += 1
  }
}

/// A likelihood at one value of its scale.
package struct ScaledLikelihood: Sendable {
  package let likelihood: Likelihood
  package let state: LikelihoodState

  package init(_ likelihood: Likelihood, _ state: LikelihoodState) {
    self.likelihood = likelihood
    self.state = state
  }

  /// Below this a density over 256 levels is mere rounding: (1/255)^2 / 12 and its like for Laplace.
  private static let leastVariance = 1.3e-6
  private static let leastDeviation = 1e-3

  private var variance: Double {
    if case .fixedGaussian(let sigma) = likelihood { return Double(sigma) * Double(sigma) }
    return max(state.value, ScaledLikelihood.leastVariance)
  }
  private var deviation: Double { max(state.value, ScaledLikelihood.leastDeviation) }

  /// The sum over pixels that the kernel takes.
  var term: LikelihoodTerm {
    switch likelihood {
    case .gaussian, .fixedGaussian: .squaredError
    case .laplace: .absoluteError
    case .bernoulli: .bernoulli
    case .logistic: .discretisedLogistic(logScale: Float(state.value))
    }
  }

  /// -log p of one picture in nats, from the kernel's sum over its D numbers.
  package func nats(term: Double, dimensions: Int) -> Double {
    let d = Double(dimensions)
    return switch likelihood {
    case .gaussian, .fixedGaussian:
      term / (2 * variance) + d / 2 * log(2 * Double.pi * variance)
    case .laplace: term / deviation + d * log(2 * deviation)
    case .bernoulli, .logistic: term
    }
  }

  /// d nats / d output = gradientFactor * the kernel's gradient.
  var gradientFactor: Double {
    switch likelihood {
    case .gaussian, .fixedGaussian: 1 / variance
    case .laplace: 1 / deviation
    case .bernoulli, .logistic: 1
    }
  }

  /// The likelihood of pictures that ask for `value`: Gaussian and Laplace take it at once, their sums being
  /// the same at any; the logistic's were taken at the running value.
  package func optimum(atBatchValue value: Double) -> ScaledLikelihood {
    switch likelihood {
    case .gaussian, .laplace:
      ScaledLikelihood(likelihood, LikelihoodState(value: value, batches: state.batches))
    case .logistic, .fixedGaussian, .bernoulli: self
    }
  }

  /// The width of the likelihood as users are shown it; nil where it has none.
  package var sigma: Double? {
    switch likelihood {
    case .gaussian, .fixedGaussian: variance.squareRoot()
    case .laplace: deviation
    case .logistic: exp(state.value)
    case .bernoulli: nil
    }
  }

  /// The scale that a batch's own sums ask for; what `LikelihoodState.follow` follows.
  ///
  /// Gaussian and Laplace: the maximum of the likelihood, the mean of the term. Logistic: a step of
  /// Fisher scoring from the present log-scale s, s - (d nats / ds) / (D (pi^2 + 3) / 9), at most 1.
  func batchValue(terms: Double, logScaleGradients: Double, numbers: Int) -> Double {
    switch likelihood {
    case .gaussian, .laplace: return terms / Double(numbers)
    case .logistic:
      let step = logScaleGradients / Double(numbers) / ((Double.pi * Double.pi + 3) / 9)
      return min(max(state.value - min(max(step, -1), 1), -7), 1)
    case .fixedGaussian, .bernoulli: return 0
    }
  }
}
