import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A step is the same whoever takes which of its pictures")
struct ShardTests {
  /// What a few steps come to: their reports, and all that they change.
  private struct Outcome: Equatable {
    var reports: [StepReport] = []
    var bits: [UInt32] = []

    init(_ reports: [StepReport], _ state: TrainingState) {
      self.reports = reports
      for buffer in [
        state.weights.shared, state.firstMoment.shared, state.secondMoment.shared,
        state.average.weights.shared,
      ] {
        let numbers = buffer.span
        bits += numbers.indices.map { numbers[$0].bitPattern }
      }
      bits += [state.average.likelihood.value.bitPattern].map { UInt32(truncatingIfNeeded: $0) }
    }
  }

  private static let steps = 3

  private func alone(
    _ example: GradientCase, count: Int, kernels: any KernelTable
  ) -> Outcome {
    let pixels = pictures(example.architecture, count: count)
    let state = shakenState(example.architecture, kernels: kernels)
    let step = TrainingStep(
      state, example.objective, images: count, kernels: kernels, team: Team(threads: 2))
    let reports = (1...ShardTests.steps).map { number in
      let report = step.gradients(
        of: pixels.shared, images: count, beta: example.beta,
        noise: StepNoise(seed: 3, step: number))
      step.apply(OptimiserSettings())
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
        ? shakenState(example.architecture, kernels: kernels)
        : TrainingState(
          example.architecture, seed: 99,
          pixelMean: Array(repeating: 0, count: example.architecture.channels), kernels: kernels)
      let step = SharedStep(
        state, example.objective, images: count, kernels: kernels,
        team: Team(threads: 1 + exchange.rank % 2), exchange)
      try step.spread()
      let size = example.architecture.dimensions
      let own = pixels.shared[step.images.lowerBound * size..<step.images.upperBound * size]
      let reports = try (1...ShardTests.steps).map { number in
        let report = try step.gradients(
          of: own, beta: example.beta, noise: StepNoise(seed: 3, step: number))
        try step.apply(OptimiserSettings())
        return report
      }
      try step.collect()
      return Outcome(reports, state)
    }
    for outcome in outcomes { #expect(outcome.reports == outcomes[0].reports) }
    return outcomes[0]
  }

  @Test(
    "2, 3 and 4 processes come to the same bits as one",
    arguments: KernelSelection.available.map(\.name))
  func ranks(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for example in try GradientCase.all() where example.objective.adversarial == nil {
      // Four shards, not all of one size.
      let whole = alone(example, count: 150, kernels: kernels)
      for ranks in [2, 3, 4] {
        let other = try shared(example, count: 150, ranks: ranks, kernels: kernels)
        let isSame = other == whole
        #expect(isSame, "\(level), \(example.name), by \(ranks)")
      }
    }
  }

  @Test("Eight shards by 1 to 8 processes", arguments: 1...8)
  func eight(_ ranks: Int) throws {
    let kernels = KernelSelection.available[0]
    let example = try #require(try GradientCase.all().first { $0.objective.adversarial == nil })
    let whole = alone(example, count: 256, kernels: kernels)
    let other = try shared(example, count: 256, ranks: ranks, kernels: kernels)
    let isSame = other == whole
    #expect(isSame)
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
