import Images

/// What a training tells while it goes, for `Commands` to put into lines.
package enum TrainingEvent: Sendable {
  /// `--new`: the folder of the run before has this name now.
  case movedAside(to: String)
  /// Pictures are decoded into the cache: so many are done.
  case reading(done: Int, of: Int)
  case found(DatasetReport)
  /// Before the first step, of a new run as of a continued one.
  case planned(TrainingPlan)
  case continued(Continuation)
  /// After every step.
  case progress(TrainingProgress)
  case report(Report)
  case checkpoint(step: Int)
  case health(HealthNotice)
  /// A loss or gradient that was not finite: the step was not applied.
  case skippedStep(Int, inARow: Int)
  case rolledBack(fromStep: Int, toStep: Int, learningRateFactor: Double)
  /// The last step is done; all held-out pictures are judged.
  case finishing
  case finished(TrainingSummary)
  /// The run was at its end before; nothing is done.
  case endedBefore(RunEnd)
}

/// A run goes on from its checkpoint.
package struct Continuation: Sendable, Equatable {
  /// The steps behind it.
  package let step: Int
  /// What was wrong with a newer checkpoint.
  package let damaged: String?
  /// What made the checkpoint, where that is not what goes on: then the run's bits may become others.
  package let otherBuild: ProgramBuild?
}

/// Where a run stands after a step.
package struct TrainingProgress: Sendable, Equatable {
  package var step: Int
  /// Nil for a timed run that has not been measured yet.
  package var expectedSteps: Int?
  package var epoch: Int
  package var progress: Double
  package var imagesPerSecond: Double
  /// Nil before anything was measured.
  package var secondsLeft: Double?
  /// Of the steps since the last report.
  package var loss: Loss
  package var validation: Loss?
}

/// How a training ended.
package enum TrainingOutcome: Sendable {
  /// Stopped on request: after a checkpoint, or at step 0 while pictures were still read. The same
  /// command goes on.
  case interrupted(step: Int)
  case finished(TrainingSummary)
  /// There was nothing to do.
  case endedBefore
}

/// What became of a run.
package struct TrainingSummary: Sendable, Equatable {
  package var files: RunFiles
  package var steps: Int
  /// Of a run with `--keep best`: after how many steps its weights were these.
  package var keptStep: Int?
  package var epochs: Int
  package var seconds: Double
  package var imagesPerSecond: Double
  /// Of all held-out pictures, by the averaged weights.
  package var validation: Loss
  package var psnr: Double
  package var activeUnits: Int
  package var latents: Int
  /// The share of prior draws that come back from their pictures (`Completeness`).
  package var completeness: Double
  /// Of each latent, its mean divergence from the prior over the held-out pictures, in nats.
  package var divergences: [Double]
  /// What share 0, 0.01, ... 1 of the held-out pictures stays below, in bits/dim.
  package var heldOutBits: [Double]
  /// Which sampler is the model's default, and why, in a sentence.
  package var sampler: String
  package var samplerReason: String
  package var notices: [HealthNotice]
}
