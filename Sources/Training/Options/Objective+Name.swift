import Autoencoder

/// The spelling of objectives on the command line and in plan.json.
///
///     variational        importance:K        plain        denoising:SIGMA        sparse:WEIGHT
extension Objective {
  package static let names = "variational, importance:K, plain, denoising:SIGMA or sparse:WEIGHT"

  /// Nats.
  package static let freeBitsRange = 0.0...100

  /// Free bits belong to `variational` alone.
  package init(name: String, freeBits: Double = 0) throws(PlanError) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? parts[1] : nil
    let freeBits = try TrainingPlan.checked("--free-bits", freeBits, in: Objective.freeBitsRange)
    guard freeBits == 0 || name == "variational" else {
      throw .excluded(flag: "--free-bits", by: "--objective \(name)")
    }
    switch (parts.first, value) {
    case ("variational", nil): self.init(.variational(freeBits: freeBits))
    case ("plain", nil): self.init(.deterministic(sparsity: 0))
    case ("importance", let value?):
      guard let samples = Int(value), 1...100 ~= samples else {
        throw .badValue(
          flag: "--objective importance:", value: String(value), allowed: "from 1 to 100 draws")
      }
      self.init(.importance(samples: samples))
    case ("denoising", let value):
      self.init(
        .deterministic(sparsity: 0),
        corruption: try Objective.weight("denoising:", value, default: 0.1))
    case ("sparse", let value):
      self.init(.deterministic(sparsity: try Objective.weight("sparse:", value, default: 1)))
    default: throw .badValue(flag: "--objective", value: name, allowed: Objective.names)
    }
  }

  private static func weight(
    _ name: String, _ value: Substring?, default standard: Float
  ) throws(PlanError) -> Float {
    guard let value else { return standard }
    guard let weight = Float(value), weight > 0, weight <= 1000 else {
      throw .badValue(
        flag: "--objective \(name)", value: String(value), allowed: "a number above 0, up to 1000")
    }
    return weight
  }

  package var name: String {
    switch code {
    case .variational: "variational"
    case .importance(let samples): "importance:\(samples)"
    case .deterministic(let sparsity) where sparsity > 0: "sparse:\(sparsity)"
    case .deterministic where corruption > 0: "denoising:\(corruption)"
    case .deterministic: "plain"
    }
  }

  package var freeBits: Double {
    if case .variational(let freeBits) = code { freeBits } else { 0 }
  }

  /// Whether codes are drawn, so that a prior and its divergence mean something.
  package var isVariational: Bool { if case .deterministic = code { false } else { true } }
}
