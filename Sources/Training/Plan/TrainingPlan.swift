import Autoencoder
import Files
import Images

/// Everything that a run's numbers follow from, resolved; what plan.json holds.
package struct TrainingPlan: Sendable, Equatable {
  package var data: DataPlan
  package var found: DataFound

  package var preset: Architecture.Preset
  package var architecture: Architecture
  package var objective: Objective
  package var beta: Double

  package var augmentFlip: Bool
  package var length: TrainingLength
  package var batch: Int
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
  package var seed: UInt64

  /// Held-out pictures that a report looks at; when the run is finished, all are looked at.
  package var validationPictures: Int
  /// How many reports the run has, evenly over its progress.
  package var reports: Int

  /// Of runs whose plans do not say, and of models without normalisation.
  static let firstSquareDecay = 0.999

  /// What may be asked for.
  package static let betas = 0.0...1000
  package static let batches = 1...4096
  package static let learningRates = 1e-8...1

  /// What the pace runs towards.
  package var goal: Pace.Goal {
    switch length {
    case .epochs(let epochs): .steps(epochs * stepsPerEpoch)
    case .steps(let steps): .steps(steps)
    case .seconds(let seconds): .seconds(seconds)
    }
  }

  /// Bytes that the training takes.
  package func memory(threads: Int) -> Int {
    architecture.trainingBytes(images: batch, samples: objective.samples, threads: threads)
  }

  package var stepsPerEpoch: Int { (found.training + batch - 1) / batch }

  package var preprocessing: Preprocessing { data.preprocessing(channels: found.channels) }

  /// The epoch that step `step`, counted from 1, belongs to, counted from 1.
  package func epoch(of step: Int) -> Int { max(step - 1, 0) * batch / found.training + 1 }
}

/// How pictures become numbers.
package struct DataPlan: Sendable, Equatable {
  package var paths: [String]
  package var size: TrainingSize
  package var channels: ChannelChoice
  package var fit: Frame.Fit
  package var reading: ReadingOptions
}

/// What the pictures turned out to be.
package struct DataFound: Sendable, Equatable {
  package var training: Int
  package var heldOut: Int
  /// 1 or 3, as the model sees them.
  package var channels: Int
  /// Of every picture's name and pixels, so that a changed folder is noticed.
  package var fingerprint: String

  package init(training: Int, heldOut: Int, channels: Int, fingerprint: String) {
    self.training = training
    self.heldOut = heldOut
    self.channels = channels
    self.fingerprint = fingerprint
  }

  /// The batch where one of so many pictures is wanted.
  func batch(_ wanted: Int) -> Int { min(wanted, training) }
}

// MARK: - From what was asked and found

extension DataPlan {
  package init(_ options: TrainingOptions, paths: [String]) {
    self.paths = paths
    size = options.size ?? TrainingSize(width: 64, height: 64)
    channels = options.channels ?? .auto
    fit = options.fit ?? .crop
    reading = ReadingOptions()
    reading.background = options.background ?? reading.background
    reading.acceptTruncated = options.acceptTruncated ?? reading.acceptTruncated
    reading.maxPixels = options.maxPixels ?? reading.maxPixels
  }

  /// Of pictures that turned out to have so many channels.
  package func preprocessing(channels: Int) -> Preprocessing {
    Preprocessing(
      frame: Frame(width: size.width, height: size.height, channels: channels, fit: fit),
      background: reading.background)
  }

  var preparation: PicturePreparation {
    PicturePreparation(
      width: size.width, height: size.height, fit: fit, channels: channels, reading: reading)
  }
}

extension TrainingPlan {
  package init(_ options: TrainingOptions, data: DataPlan, found: DataFound) throws {
    guard found.training > 0, found.heldOut > 0 else {
      throw PlanError.tooFewPictures(found.training + found.heldOut)
    }
    self.data = data
    self.found = found
    preset = options.preset ?? .standard
    if preset == .dense {
      // It has no stages, and so none that could be wide.
      if options.stages != nil {
        throw PlanError.excluded(flag: "--stages", by: "--preset dense")
      }
      if options.filters != nil { throw PlanError.excluded(flag: "--width", by: "--preset dense") }
    }
    architecture = try Architecture(
      preset, height: data.size.height, width: data.size.width, channels: found.channels,
      filters: options.filters, stages: options.stages, latents: options.latents,
      likelihood: options.likelihood ?? .gaussian)
    objective = try Objective(
      name: options.objective ?? "variational", freeBits: options.freeBits ?? 0)
    if options.beta != nil, !objective.isVariational {
      throw PlanError.excluded(flag: "--beta", by: "--objective \(objective.name)")
    }
    beta = try TrainingPlan.checked("--beta", options.beta ?? 1, in: TrainingPlan.betas)
    augmentFlip = options.augmentFlip ?? false
    // Small batches make more steps of as many looks: Kernels/Results.md has what that gave.
    let standardBatch = found.training < 5000 ? 16 : 32
    let wanted = try TrainingPlan.checked(
      "--batch", options.batch ?? standardBatch, in: TrainingPlan.batches)
    batch = found.batch(wanted)
    length = try TrainingPlan.checked(
      options.length ?? .steps(TrainingPlan.standardSteps(pictures: found.training, batch: batch)))
    let isDelicate = preset == .deep || architecture.stages == 0
    let standardRate = isDelicate ? 1e-3 : 3e-3
    schedule = Schedule(
      learningRate: try TrainingPlan.checked(
        "--learning-rate", options.learningRate ?? standardRate, in: TrainingPlan.learningRates),
      divergence: options.divergenceSchedule ?? .linear(share: 0.1))
    squareDecay = architecture.stages > 0 ? 0.99 : TrainingPlan.firstSquareDecay
    seed = options.seed ?? 0
    (reports, validationPictures) = (20, found.heldOut)
    boundReports()
    if options.divergenceSchedule != nil { try checkDivergence() }
  }

  /// Throws where the schedule that the user chose has no meaning, or would leave the divergence without
  /// a weight in steps that should have one.
  private func checkDivergence() throws(PlanError) {
    let schedule = schedule.divergence
    guard objective.isVariational else {
      throw .excluded(flag: "--kl-schedule", by: "--objective \(objective.name)")
    }
    if case .steps(let steps) = goal, steps < schedule.fewestSteps {
      throw .tooFewSteps(steps, schedule: schedule)
    }
  }

  /// A few epochs of many pictures, many of a few: 1,000 times the square root of their number are
  /// looked at, and each at least once.
  static func standardSteps(pictures: Int, batch: Int) -> Int {
    let looks = max(1000 * Double(pictures).squareRoot(), Double(pictures))
    return max(20, Int(looks / Double(batch)))
  }

  /// Reports look at no more than 512 pictures, and are few enough that this looking, at
  /// half the work of training on a picture, takes under a twentieth of the whole.
  private mutating func boundReports() {
    validationPictures = min(validationPictures, 512)
    switch goal {
    case .steps(let steps):
      let affordable = Double(steps * batch) * 2 / 20 / Double(validationPictures)
      reports = max(1, min(20, Int(affordable), steps))
    case .seconds(let seconds): reports = max(2, min(20, Int(seconds / 5)))
    }
  }

  static func checked<Value: Comparable>(
    _ flag: String, _ value: Value, in range: ClosedRange<Value>
  ) throws(PlanError) -> Value {
    if range.contains(value) { return value }
    throw .badValue(
      flag: flag, value: "\(value)",
      allowed: "a value from \(range.lowerBound) to \(range.upperBound)")
  }

  static func checked(_ length: TrainingLength) throws(PlanError) -> TrainingLength {
    switch length {
    case .epochs(let epochs): _ = try checked("--epochs", epochs, in: TrainingLength.epochCounts)
    case .steps(let steps): _ = try checked("--steps", steps, in: TrainingLength.stepCounts)
    case .seconds(let seconds): _ = try checked("--time", seconds, in: TrainingLength.budgets)
    }
    return length
  }
}
