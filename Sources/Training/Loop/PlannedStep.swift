import Autoencoder
import Tensors

/// Which step of a run is to be made: with the plan and the state, all that it follows from.
struct StepOrder: Sendable, Equatable {
  /// Counted from 1.
  let number: Int
  /// Of the run, before the step.
  let progress: Double
  /// By which failed steps have slowed the learning.
  let rateFactor: Double
}

/// The steps of a plan: all pictures of each, or one process's share where several take a step together.
final class PlannedStep {
  private let plan: TrainingPlan
  private let kind: Kind

  private enum Kind {
    case whole(TrainingStep)
    case shared(SharedStep)
  }

  init(
    _ plan: TrainingPlan, _ state: TrainingState, _ machine: Machine, _ exchange: (any Exchange)?
  ) {
    self.plan = plan
    kind =
      if let exchange {
        .shared(
          SharedStep(
            state, plan.objective, images: plan.batch, kernels: machine.kernels,
            team: machine.team, exchange))
      } else {
        .whole(
          TrainingStep(
            state, plan.objective, images: plan.batch, kernels: machine.kernels,
            team: machine.team))
      }
  }

  /// The pictures of each batch that are to be read.
  var images: Range<Int> {
    switch kind {
    case .whole: 0..<plan.batch
    case .shared(let step): step.images
    }
  }

  /// Makes a step, which is applied unless it is not finite.
  func make(_ order: StepOrder, of pixels: SharedFloats) throws -> StepReport {
    let beta = Float(plan.divergenceWeight(at: order.progress))
    let noise = StepNoise(seed: plan.seed, step: order.number)
    let settings = plan.optimiserSettings(order)
    let isRefining = plan.schedule.isRefining(at: order.progress)
    let discriminator = isRefining ? plan.discriminatorSettings(order) : nil
    let report: StepReport
    switch kind {
    case .whole(let step):
      report = step.gradients(
        of: pixels, images: plan.batch, beta: beta, noise: noise, adversarial: isRefining)
      if report.isFinite { step.apply(settings, discriminator: discriminator) }
    case .shared(let step):
      report = try step.gradients(of: pixels, beta: beta, noise: noise, adversarial: isRefining)
      if report.isFinite { try step.apply(settings, discriminator: discriminator) }
    }
    return report
  }

  /// Brings to the first process what the others have of the state.
  func collect() throws {
    if case .shared(let step) = kind { try step.collect() }
  }

  /// Gives the state of the first process to the others.
  func spread() throws {
    if case .shared(let step) = kind { try step.spread() }
  }
}

extension TrainingPlan {
  /// What the divergence weighs.
  func divergenceWeight(at progress: Double) -> Double {
    self.beta * schedule.divergence.factor(at: progress)
  }

  fileprivate func optimiserSettings(_ order: StepOrder) -> OptimiserSettings {
    let rate = schedule.learningRate(at: order.progress) * order.rateFactor
    var settings = OptimiserSettings(
      rate: Float(rate), decay: Float(weightDecay), encoderDecay: Float(encoderDecay),
      clip: Float(clip * Double(architecture.dimensions)),
      averageDecay: Float(schedule.averageDecay), beta2: Float(squareDecay))
    if schedule.isRefining(at: order.progress) { settings.beta1 = Refinement.momentum }
    return settings
  }

  fileprivate func discriminatorSettings(_ order: StepOrder) -> OptimiserSettings {
    let rate = schedule.discriminatorRate(at: order.progress) * order.rateFactor
    return OptimiserSettings(
      rate: Float(rate), decay: 0, averageDecay: 0, beta1: Refinement.momentum,
      beta2: Float(squareDecay))
  }
}
