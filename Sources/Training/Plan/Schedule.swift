import CLibrary

/// What the optimiser and the loss are told, as functions of progress p in [0, 1] (see `Pace`).
package struct Schedule: Sendable, Equatable {
  /// The highest learning rate.
  package var learningRate: Double
  /// The share of the run over which the learning rate rises.
  package var warmUp = 0.03
  /// The share of the highest learning rate that the cosine ends at.
  package var lastShare = 0.01
  package var divergence: DivergenceSchedule
  /// The decay of the moving average of the weights, once it is warm.
  package var averageDecay = 0.999
  package var refinement = Refinement()

  package init(learningRate: Double, divergence: DivergenceSchedule) {
    self.learningRate = learningRate
    self.divergence = divergence
  }

  /// rate(p) = peak (p + d) / (warmUp + d) while warming up, d a hundredth of the warm-up so that the first step
  /// moves; then peak (last + (1 - last) (1 + cos(pi q)) / 2), q the share behind it of what is left until the
  /// refinement; then the refinement's own.
  package func learningRate(at progress: Double) -> Double {
    if isRefining(at: progress) {
      return learningRate * refinement.rate * refinement.factor(at: progress)
    }
    let progress = min(1, progress / refinement.start)
    if progress < warmUp {
      let first = warmUp / 100
      return learningRate * (progress + first) / (warmUp + first)
    }
    let q = min(1, (progress - warmUp) / (1 - warmUp))
    return learningRate * (lastShare + (1 - lastShare) * (1 + cos(.pi * q)) / 2)
  }

  /// Whether a discriminator takes part.
  package func isRefining(at progress: Double) -> Bool {
    refinement.start < 1 && progress >= refinement.start
  }

  package func discriminatorRate(at progress: Double) -> Double {
    refinement.discriminatorRate * refinement.factor(at: progress)
  }
}

/// The last part of a run with a discriminator: what came before has learned where things are, and what
/// follows how they look. Tests/Quality/Pictures.md has what the numbers gave.
package struct Refinement: Sendable, Equatable {
  /// The progress at which it starts; 1: never.
  package var start: Double
  /// The learning rate, over the peak of the part before.
  package var rate: Double
  /// The share of the run over whose last both rates fall to 0, in a straight line.
  package var fade: Double
  /// The discriminator's learning rate.
  package var discriminatorRate: Double

  static let standardStart = 0.6
  /// As help says it.
  package static var shownShare: String { "\(Int((100 * (1 - standardStart)).rounded())) %" }
  /// How much of AdamW's mean of gradients a step keeps: what the other network did long ago says little.
  static let momentum: Float = 0.5

  package init(
    start: Double = 1, rate: Double = 0.15, fade: Double = 0.25, discriminatorRate: Double = 5e-4
  ) {
    self.start = start
    self.rate = rate
    self.fade = fade
    self.discriminatorRate = discriminatorRate
  }

  func factor(at progress: Double) -> Double { min(1, (1 - progress) / fade) }
}

/// How the weight of the divergence (the KL term) rises.
package enum DivergenceSchedule: Sendable, Equatable {
  /// In full from the first step.
  case constant
  /// In a straight line from 0 over the first `share` of the run.
  case linear(share: Double)
  /// `cycles` times from 0 in a straight line over half a cycle, then in full for the other half.
  case cyclical(cycles: Int)

  /// The fewest steps of a run that has such a schedule: what rises from 0 has no weight in a first
  /// step alone.
  var fewestSteps: Int {
    switch self {
    case .constant: 1
    case .linear(let share): share > 0 ? 2 : 1
    case .cyclical(let cycles): 2 * cycles
    }
  }

  /// The factor of beta, in [0, 1]; 1 at the end of every run.
  package func factor(at progress: Double) -> Double {
    switch self {
    case .constant: return 1
    case .linear(let share): return share > 0 ? min(1, progress / share) : 1
    case .cyclical(let cycles):
      if progress >= 1 { return 1 }
      let position = progress * Double(cycles)
      return min(1, 2 * (position - position.rounded(.down)))
    }
  }
}
