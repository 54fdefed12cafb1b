import Autoencoder

/// The sums of the applied steps since the last report: part of a checkpoint, so that a continued
/// run reports the same means.
struct StepSums: Sendable, Equatable {
  var steps = 0
  var reconstruction = 0.0
  var divergence = 0.0
  var bitsPerDimension = 0.0
  var gradientNorm = 0.0

  mutating func add(_ step: StepReport) {
    steps += 1
    reconstruction += step.reconstruction
    divergence += step.divergence
    bitsPerDimension += step.bitsPerDimension
    gradientNorm += step.gradientNorm
  }

  /// NaN where no step was applied.
  var loss: Loss {
    let n = Double(steps)
    return Loss(
      reconstruction: reconstruction / n, divergence: divergence / n,
      bitsPerDimension: bitsPerDimension / n)
  }

  var meanGradientNorm: Double { gradientNorm / Double(steps) }
}
