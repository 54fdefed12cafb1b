import Autoencoder
import Files
import Images

/// Everything that a run's numbers follow from, resolved; what plan.json holds.
///
/// Every option is a member: `plan.batch`.
@dynamicMemberLookup
package struct TrainingPlan: Sendable, Equatable {
  package let paths: [String]
  /// Every option, decided.
  package let settings: TrainingSettings
  package let found: DatasetFacts
  package let architecture: Architecture
  package let objective: Objective
  package var schedule: Schedule
  /// Decoupled: a step takes the learning rate times this of each weight from it. So much, that long runs
  /// learn less by heart: Kernels/Results.md has what it gave.
  package var weightDecay = 1.0
  /// That of the encoder's weights.
  package var encoderDecay = 0.5
  /// How much of AdamW's mean of squared gradients a step keeps. Gradients grow and shrink over a short run, and
  /// a mean that looks back over a hundred steps follows them: Kernels/Results.md has what it gave. Where
  /// nothing normalises, what it makes of inputs that hardly vary grows without bound.
  package var squareDecay: Double
  /// The largest global norm of a gradient that is applied unscaled, for a loss in nats/dim: so the
  /// size of the pictures does not matter.
  package var clip = 1.0

  /// Held-out pictures that a report looks at; when the run is finished, all are looked at.
  package var validationPictures: Int
  /// How many reports the run has, evenly over its progress.
  package var reports: Int

  /// That the run goes on after its end; the last such word holds.
  package var extended: Extension?

  /// Of runs whose plans do not say, and of models without normalisation.
  static let firstSquareDecay = 0.999

  package subscript<Value>(
    dynamicMember member: KeyPath<TrainingTable, TrainingOption<Value>>
  ) -> Value { settings[dynamicMember: member] }

  /// What the pace runs towards.
  package var goal: Pace.Goal {
    if let extended { return extended.goal(stepsPerEpoch: stepsPerEpoch) }
    return switch settings.length {
    case .epochs(let epochs): .steps(epochs * stepsPerEpoch)
    case .steps(let steps): .steps(steps)
    case .seconds(let seconds): .seconds(seconds)
    }
  }

  /// Bytes that the training takes, in each process that shares it.
  package func memory(ranks: Int = 1, threads: Int) -> Int {
    architecture.trainingBytes(
      images: self.batch, objective, keepsBest: self.keepsBest, ranks: ranks, threads: threads)
  }

  /// Whether weights may be the best ones there: where a discriminator takes part in the end, those before it draw
  /// softly, whatever their loss.
  package func canEnd(at progress: Double) -> Bool {
    objective.adversarial == nil || schedule.isRefining(at: progress)
  }

  /// The pictures of a run of so many steps, counted by what they cost: in a step, a plain one is forward and
  /// back through encoder and decoder once, and one that a discriminator sees too through that.
  package func work(steps: Int) -> Double {
    let plain = (1 + 2 * Double(objective.samples)) / 3
    let seen = objective.adversarial.map(architecture.multiplyAdds) ?? 0
    let refined =
      (1 - schedule.refinement.start) * Double(seen) / Double(architecture.multiplyAdds)
    return Double(steps * self.batch) * (plain + refined)
  }

  package var stepsPerEpoch: Int { (found.training + self.batch - 1) / self.batch }

  package var data: DataPlan { DataPlan(settings, paths: paths) }

  package var preprocessing: Preprocessing { data.preprocessing(channels: found.channels) }

  /// The epoch that step `step`, counted from 1, belongs to, counted from 1.
  package func epoch(of step: Int) -> Int { max(step - 1, 0) * self.batch / found.training + 1 }
}

// MARK: - From what was asked and found

extension TrainingPlan {
  /// Throws where the options cannot be, or cannot be with these pictures. `ranks` processes begin the run.
  package init(
    _ options: TrainingOptions, paths: [String], found: DatasetFacts, ranks: Int = 1
  ) throws {
    guard found.training > 0, found.heldOut > 0 else {
      throw (options.heldOut ?? "").isEmpty
        ? PlanError.tooFewPictures(found.training + found.heldOut)
        : .oneSided(training: found.training)
    }
    let settings = TrainingSettings(options, found, ranks: ranks)
    try settings.check()
    try self.init(settings.completed, paths: paths, found)
    // One that nobody chose may stay without effect.
    if options.divergenceSchedule != nil, case .steps(let steps) = goal {
      try settings.checkSchedule(steps: steps)
    }
  }

  /// Of settings that are whole, and of pictures of which there are some on either side.
  init(
    _ settings: TrainingSettings, paths: [String], _ found: DatasetFacts
  ) throws(ArchitectureError) {
    self.settings = settings
    self.paths = paths
    self.found = found
    architecture = try settings.architecture(channels: found.channels)
    objective = settings.objective.with(freeBits: settings.freeBits)
    schedule = Schedule(
      learningRate: settings.learningRate, divergence: settings.divergenceSchedule)
    if objective.adversarial != nil { schedule.refinement.start = Refinement.standardStart }
    squareDecay = architecture.stages > 0 ? 0.99 : TrainingPlan.firstSquareDecay
    (reports, validationPictures) = (20, found.heldOut)
    boundReports()
  }

  /// Reports look at no more than 512 pictures, and are few enough that this looking, at
  /// half the work of training on a picture, takes under a twentieth of the whole.
  private mutating func boundReports() {
    validationPictures = min(validationPictures, 512)
    switch goal {
    case .steps(let steps):
      let affordable = Double(steps * self.batch) * 2 / 20 / Double(validationPictures)
      reports = max(1, min(20, Int(affordable), steps))
    case .seconds(let seconds): reports = max(2, min(20, Int(seconds / 5)))
    }
  }
}

extension TrainingSettings {
  /// Throws what can be said before any picture is read: what is wrong whatever they are.
  func checkBeforePictures() throws {
    try check()
    // With as few channels as the pictures may turn out to have.
    _ = try architecture(channels: self.channels == .rgb ? 3 : 1)
    if options.divergenceSchedule != nil, case .steps(let steps) = options.length {
      try checkSchedule(steps: steps)
    }
  }

  /// Throws where the divergence would have no weight in steps that should have one.
  func checkSchedule(steps: Int) throws(PlanError) {
    guard steps < self.divergenceSchedule.fewestSteps else { return }
    throw .tooFewSteps(steps, schedule: self.divergenceSchedule)
  }

  func architecture(channels: Int) throws(ArchitectureError) -> Architecture {
    try Architecture(
      self.preset, height: self.size.height, width: self.size.width, channels: channels,
      filters: self.filters,
      stages: self.stages, codeShape: self.codeShape, latentsPerPlace: self.latents,
      likelihood: self.likelihood,
      outputFilters: self.objective.adversarial?.outputFilters ?? 0)
  }
}
