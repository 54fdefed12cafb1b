import Autoencoder
import Files

/// Where a run stands beside its weights: with `TrainingState`, all that the next step follows from.
///
/// Pictures, noise and schedules are functions of the seed and the step, so the step is the position
/// in the data too.
struct RunPosition: Sendable, Equatable {
  /// Steps gone by, the skipped ones among them.
  var step = 0
  /// The time used, over all sittings.
  var seconds = 0.0
  var pace: Pace
  var badSteps = BadSteps()
  var sums = StepSums()
}

// MARK: - As JSON

extension RunPosition {
  /// Doubles are written with as many digits as read back to the same bits.
  func json(_ state: TrainingState, _ best: BestWeights?) -> JSON {
    [
      "step": .integer(step), "seconds": .number(seconds),
      "updates": .integer(state.step),
      "likelihood": .number(state.average.likelihood.value),
      "likelihood_batches": .integer(state.average.likelihood.batches),
      "pace": [
        .integer(pace.anchorStep), .number(pace.anchorProgress), .number(pace.perStep),
        .number(pace.anchorSeconds),
      ],
      "skipped": .integer(badSteps.skipped), "in_a_row": .integer(badSteps.inARow),
      "rollbacks": .integer(badSteps.rollbacks),
      "sums": [
        .integer(sums.steps), .number(sums.reconstruction), .number(sums.divergence),
        .number(sums.bitsPerDimension), .number(sums.gradientNorm),
      ],
      "discriminator": state.discriminator.map { RunPosition.json($0, sums) } ?? .null,
      "best": best?.json ?? .null,
    ]
  }

  private static func json(_ other: DiscriminatorState, _ sums: StepSums) -> JSON {
    [
      "updates": .integer(other.step),
      "balance": [
        .number(other.balance.pixels), .number(other.balance.features),
        .number(other.balance.adversarial), .integer(other.balance.steps),
      ],
      "sums": [
        .integer(sums.refined), .number(sums.realLogit), .number(sums.reconstructedLogit),
      ],
    ]
  }

  /// Beyond any run, and far from where the arithmetic on steps ends.
  static let mostSteps = 1 << 40

  /// Reads the position, and what of it belongs to `state` and `best` into those. Nil where a part is missing, or
  /// is none that a run has.
  init?(_ json: JSON, goal: Pace.Goal, into state: TrainingState, _ best: BestWeights?) {
    guard let step = json["step"]?.integer, let seconds = json["seconds"]?.number,
      let updates = json["updates"]?.integer, let likelihood = json["likelihood"]?.number,
      let batches = json["likelihood_batches"]?.integer,
      let line = json["pace"]?.array, line.count == 4, let anchorStep = line[0].integer,
      let anchorProgress = line[1].number, let perStep = line[2].number,
      let anchorSeconds = line[3].number,
      let skipped = json["skipped"]?.integer, let inARow = json["in_a_row"]?.integer,
      let rollbacks = json["rollbacks"]?.integer,
      let sums = json["sums"]?.array, sums.count == 5, let steps = sums[0].integer
    else { return nil }
    let counts = [step, updates, batches, anchorStep, skipped, inARow, steps]
    guard counts.allSatisfy({ 0...RunPosition.mostSteps ~= $0 }),
      0...BadSteps.rollbacksBeforeGivingUp ~= rollbacks, anchorStep <= step,
      0...1 ~= anchorProgress, 0...1 ~= perStep, seconds >= 0, anchorSeconds >= 0
    else { return nil }
    self.step = step
    self.seconds = seconds
    pace = Pace(
      goal: goal, anchorStep: anchorStep, anchorProgress: anchorProgress, perStep: perStep,
      anchorSeconds: anchorSeconds)
    badSteps = BadSteps(skipped: skipped, inARow: inARow, rollbacks: rollbacks)
    self.sums = StepSums(
      steps: steps, reconstruction: sums[1].number ?? .nan, divergence: sums[2].number ?? .nan,
      bitsPerDimension: sums[3].number ?? .nan, gradientNorm: sums[4].number ?? .nan)
    if let other = state.discriminator {
      guard let json = json["discriminator"], self.sums.read(json, into: other) else { return nil }
    }
    if let best {
      guard let json = json["best"], best.read(json) else { return nil }
    }
    state.step = updates
    state.average.likelihood = LikelihoodState(value: likelihood, batches: batches)
  }
}

extension StepSums {
  /// Reads what belongs to a discriminator; false where a part is missing, or is none that a run has.
  fileprivate mutating func read(_ json: JSON, into other: DiscriminatorState) -> Bool {
    guard let updates = json["updates"]?.integer, updates >= 0,
      let balance = json["balance"]?.array, balance.count == 4,
      let pixels = balance[0].number, let features = balance[1].number,
      let adversarial = balance[2].number, let steps = balance[3].integer, steps >= 0,
      pixels >= 0, features >= 0, adversarial >= 0,
      let sums = json["sums"]?.array, sums.count == 3, let refined = sums[0].integer, refined >= 0
    else { return false }
    (self.refined, realLogit, reconstructedLogit) = (
      refined, sums[1].number ?? .nan, sums[2].number ?? .nan
    )
    other.step = updates
    other.balance = GradientBalance(
      pixels: pixels, features: features, adversarial: adversarial, steps: steps)
    return true
  }
}
