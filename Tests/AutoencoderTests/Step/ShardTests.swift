import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import TestSupport
import Testing
import Threads

@Suite("A step is the same whoever takes which of its pictures")
struct ShardTests {
  /// What a few steps come to: their reports, and all that they change.
  private struct Outcome: Equatable {
    var reports: [StepReport] = []
    var bits: [UInt32] = []
    var likelihood: LikelihoodState
    /// Of the discriminator, where there is one.
    var balance: GradientBalance?
    var applied: [Int]

    init(_ reports: [StepReport], _ state: TrainingState) {
      self.reports = reports
      let other = state.discriminator
      for buffer in [
        state.weights.shared, state.firstMoment.shared, state.secondMoment.shared,
        state.average.weights.shared, other?.weights.shared, other?.firstMoment.shared,
        other?.secondMoment.shared,
      ] {
        bits += array(buffer ?? .empty).map(\.bitPattern)
      }
      likelihood = state.average.likelihood
      balance = other?.balance
      applied = [state.step, other?.step ?? 0]
    }
  }

  /// Three, of which a discriminator takes part in the last two.
  private static let steps = 1...3

  private static func takesPart(_ step: Int) -> Bool { step > 1 }

  /// A state that a training may have come to.
  private static func state(_ example: GradientCase, _ kernels: any KernelTable) -> TrainingState {
    let state = shakenState(example.architecture, objective: example.objective, kernels: kernels)
    state.step = 7
    state.average.likelihood = LikelihoodState(value: 0.05, batches: 7)
    state.discriminator?.step = 4
    state.discriminator?.balance = GradientBalance(
      pixels: 4, features: 1e-4, adversarial: 0.5, steps: 3)
    return state
  }

  private static func discriminator(_ step: Int) -> OptimiserSettings? {
    takesPart(step) ? OptimiserSettings(rate: 2e-3, decay: 0, beta1: 0.5) : nil
  }

  private func alone(
    _ example: GradientCase, count: Int, kernels: any KernelTable
  ) -> Outcome {
    let pixels = pictures(example.architecture, count: count)
    let state = ShardTests.state(example, kernels)
    let step = TrainingStep(
      state, example.objective, images: count, kernels: kernels, team: Team(threads: 2))
    let reports = ShardTests.steps.map { number in
      let report = step.gradients(
        of: pixels.shared, images: count, beta: example.beta,
        noise: StepNoise(seed: 3, step: number), adversarial: ShardTests.takesPart(number))
      step.apply(OptimiserSettings(), discriminator: ShardTests.discriminator(number))
      return report
    }
    return Outcome(reports, state)
  }

  /// By so many processes, of which the first starts with the state and ends with it.
  private func shared(
    _ example: GradientCase, count: Int, ranks: Int, kernels: any KernelTable
  ) throws -> Outcome {
    let outcomes = try LocalExchange.run(ranks: ranks) { exchange in
      let pixels = pictures(example.architecture, count: count)
      let state =
        exchange.rank == 0
        ? ShardTests.state(example, kernels)
        : TrainingState(
          example.architecture, seed: 99,
          pixelMean: Array(repeating: 0, count: example.architecture.channels), kernels: kernels,
          objective: example.objective)
      let step = SharedStep(
        state, example.objective, images: count, kernels: kernels,
        team: Team(threads: 1 + exchange.rank % 2), exchange)
      try step.spread()
      let size = example.architecture.dimensions
      let own = pixels.shared[step.images.lowerBound * size..<step.images.upperBound * size]
      let reports = try ShardTests.steps.map { number in
        let report = try step.gradients(
          of: own, beta: example.beta, noise: StepNoise(seed: 3, step: number),
          adversarial: ShardTests.takesPart(number))
        try step.apply(OptimiserSettings(), discriminator: ShardTests.discriminator(number))
        return report
      }
      try step.collect()
      return Outcome(reports, state)
    }
    for outcome in outcomes {
      #expect(outcome.reports == outcomes[0].reports)
      #expect(outcome.balance == outcomes[0].balance && outcome.applied == outcomes[0].applied)
    }
    return outcomes[0]
  }

  private static func adversarial() throws -> GradientCase {
    var settings = Adversarial()
    settings.filters = 4
    return GradientCase(
      name: "adversarial",
      architecture: try Architecture(
        height: 8, width: 8, channels: 3, filters: 4, stages: 2, latentsPerPlace: 5,
        outputFilters: 4),
      objective: Objective(adversarial: settings))
  }

  /// Four shards, not all of one size.
  @Test(
    "2, 3 and 4 processes come to the same bits as one",
    arguments: KernelSelection.available.map(\.name))
  func ranks(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for example in try GradientCase.all() {
      try compare(example, count: 150, kernels: kernels)
    }
  }

  /// Four shards, of blocks of four pictures, of two and of one.
  @Test(
    "So they do with a discriminator", arguments: KernelSelection.available.map(\.name),
    [132, 150, 129])
  func discriminator(_ level: String, _ count: Int) throws {
    let kernels = try KernelSelection.choose(level)
    let whole = try compare(ShardTests.adversarial(), count: count, kernels: kernels)
    // It took part, and only in its steps.
    #expect(whole.reports.map { $0.adversarial != nil } == [false, true, true])
    #expect(whole.applied == [10, 6] && whole.balance?.steps == 5)
  }

  @discardableResult
  private func compare(
    _ example: GradientCase, count: Int, kernels: any KernelTable
  ) throws -> Outcome {
    let whole = alone(example, count: count, kernels: kernels)
    for ranks in [2, 3, 4] {
      let other = try shared(example, count: count, ranks: ranks, kernels: kernels)
      let isSame = other == whole
      #expect(isSame, "\(kernels.name), \(example.name), by \(ranks)")
    }
    return whole
  }

  @Test("Eight shards by 1 to 8 processes", arguments: 1...8)
  func eight(_ ranks: Int) throws {
    let kernels = KernelSelection.available[0]
    for example in [try #require(try GradientCase.all().first), try ShardTests.adversarial()] {
      let whole = alone(example, count: 256, kernels: kernels)
      let other = try shared(example, count: 256, ranks: ranks, kernels: kernels)
      let isSame = other == whole
      #expect(isSame, "\(example.name)")
    }
  }

  @Test("Parts cover a batch in order", arguments: [1, 31, 64, 70, 127, 128, 150, 255, 1000])
  func cover(_ count: Int) {
    for objective in [Objective(), Objective(.importance(samples: 2))] {
      for parts in 1...8 where parts <= Batch.shards(images: count) {
        let ranges = (0..<parts).map { Batch(count, objective, part: $0, of: parts).images }
        #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(ranges.allSatisfy { !$0.isEmpty })
      }
    }
  }

  @Test("The fewest pictures that so many can share are just enough", arguments: 1...8)
  func fewest(_ parts: Int) throws {
    let fewest = try #require(Batch.fewestImages(parts: parts))
    #expect(Batch.shards(images: fewest) >= parts)
    #expect(parts == 1 || Batch.shards(images: fewest - 1) < parts)
    #expect(Batch.fewestImages(parts: Batch.mostParts + 1) == nil)
  }
}
