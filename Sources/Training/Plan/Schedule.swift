#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

  package init(learningRate: Double, divergence: DivergenceSchedule) {
    self.learningRate = learningRate
    self.divergence = divergence
  }

  /// rate(p) = peak (p + d) / (warmUp + d) while warming up, d a hundredth of the warm-up so that the first step
  /// moves; then peak (last + (1 - last) (1 + cos(pi q)) / 2), q the share of the rest behind it.
  package func learningRate(at progress: Double) -> Double {
    if progress < warmUp {
      let first = warmUp / 100
      return learningRate * (progress + first) / (warmUp + first)
    }
    let q = min(1, (progress - warmUp) / (1 - warmUp))
    return learningRate * (lastShare + (1 - lastShare) * (1 + cos(.pi * q)) / 2)
  }
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
