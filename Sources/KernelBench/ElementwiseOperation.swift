import KernelContract

/// An operation that reads and writes each number a few times and multiplies little.
enum ElementwiseOperation {
  case normalise(Activation)
  case normaliseGradient(Activation)
  case activate(Activation)
  case activateGradient(Activation)
  case likelihood(LikelihoodTerm)
  case adamW

  /// What one pass over memory has to read and to write of each number, which is what is counted: a
  /// second look at an image that is in the cache by then is not.
  private var reads: [String] {
    switch self {
    case .normalise, .activate: ["x"]
    case .normaliseGradient, .activateGradient: ["x", "dy"]
    case .likelihood: ["x", "r"]
    case .adamW: ["g", "w", "m", "v", "e"]
    }
  }

  private var writes: [String] {
    switch self {
    case .normalise, .activate: ["y"]
    case .normaliseGradient, .activateGradient: ["dx"]
    case .likelihood: ["dr"]
    case .adamW: ["w", "m", "v", "e"]
    }
  }

  var floatsMoved: Int { reads.count + writes.count }

  /// Such as "activateGradient.silu (x dy -> dx)": in parentheses what is counted.
  var name: String {
    let kind =
      switch self {
      case .normalise(let activation): "normalise.\(activation)"
      case .normaliseGradient(let activation): "normaliseGradient.\(activation)"
      case .activate(let activation): "activate.\(activation)"
      case .activateGradient(let activation): "activateGradient.\(activation)"
      case .likelihood(.discretisedLogistic): "likelihood.discretisedLogistic"
      case .likelihood(let term): "likelihood.\(term)"
      case .adamW: "adamW"
      }
    return "\(kind) (\(reads.joined(separator: " ")) -> \(writes.joined(separator: " ")))"
  }
}
