import Autoencoder

/// The sums of the applied steps since the last report: part of a checkpoint, so that a continued
/// run reports the same means.
struct StepSums: Sendable, Equatable {
  var steps = 0
  var reconstruction = 0.0
  var divergence = 0.0
  var bitsPerDimension = 0.0
  var gradientNorm = 0.0
  /// Of the steps that a discriminator took part in: how many, and its logits.
  var refined = 0
  var realLogit = 0.0
  var reconstructedLogit = 0.0

  mutating func add(_ step: StepReport) {
    steps += 1
    reconstruction += step.reconstruction
    divergence += step.divergence
    bitsPerDimension += step.bitsPerDimension
    gradientNorm += step.gradientNorm
    guard let other = step.adversarial else { return }
    refined += 1
    realLogit += other.realLogit
    reconstructedLogit += other.reconstructedLogit
  }

  /// NaN where no step was applied.
  var loss: Loss {
    let n = Double(steps)
    return Loss(
      reconstruction: reconstruction / n, divergence: divergence / n,
      bitsPerDimension: bitsPerDimension / n)
  }

  /// By how much the discriminator's logits are apart between pictures and reconstructions, on average; nil
  /// where it took no part.
  var logitGap: Double? {
    refined > 0 ? (realLogit - reconstructedLogit) / Double(refined) : nil
  }

  var meanGradientNorm: Double { gradientNorm / Double(steps) }
}
