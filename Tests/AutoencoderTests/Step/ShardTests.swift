import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A step is the same whoever takes which of its pictures")
struct ShardTests {
  /// What a step finds and what it changes.
  private struct Found: Equatable {
    let report: StepReport
    let gradients: [[UInt32]]
    let weights: [[UInt32]]
    let balance: GradientBalance?
  }

  /// A step of `count` pictures by `parts` that each take some of them and add what they find.
  private func run(
    _ example: GradientCase, count: Int, parts: Int, kernels: any KernelTable
  ) -> Found {
    let objective = example.objective
    let pixels = pictures(example.architecture, count: count)
    let size = example.architecture.dimensions
    let state = shakenState(example.architecture, objective: objective, kernels: kernels)
    state.discriminator?.balance = GradientBalance(
      pixels: 4, features: 1e-4, adversarial: 0.5, steps: 3)
    let steps = (0..<parts).map { part in
      let batch = Batch(count, objective, part: part, of: parts)
      // What a batch before left behind must not matter.
      let step = TrainingStep(
        state, objective, images: batch.images.count + part, kernels: kernels,
        team: Team(threads: 1 + part % 2))
      _ = step.gradients(
        of: pixels.shared, images: batch.images.count + part, beta: 1,
        noise: StepNoise(seed: 9, step: 1), adversarial: true)
      step.forward(
        of: pixels.shared[batch.images.lowerBound * size..<batch.images.upperBound * size], batch,
        beta: example.beta, noise: StepNoise(seed: 3, step: 2), adversarial: true)
      return step
    }
    Batch.addInTree(parts) { to, from in
      for i in 0..<steps[to].sums.count { steps[to].sums[i] += steps[from].sums[i] }
    }
    for step in steps.dropFirst() {
      for i in 0..<step.sums.count { step.sums[i] = steps[0].sums[i] }
    }
    let reports = steps.map { $0.backward() }
    Batch.addInTree(parts) { to, from in
      for gradient in [\TrainingStep.gradient, \.discriminatorGradient] {
        var sum = steps[to][keyPath: gradient].mutableSpan
        let other = steps[from][keyPath: gradient].span
        for i in 0..<sum.count { sum[i] += other[i] }
      }
    }
    let report = steps[0].measure(reports[0])
    steps[0].apply(OptimiserSettings(), discriminator: OptimiserSettings())
    return withExtendedLifetime(steps) {
      Found(
        report: report,
        gradients: [steps[0].gradient, steps[0].discriminatorGradient].map {
          array($0).map(\.bitPattern)
        },
        weights: [bits(state.weights)] + (state.discriminator.map { [bits($0.weights)] } ?? []),
        balance: state.discriminator?.balance)
    }
  }

  private func adversarial() throws -> GradientCase {
    var settings = Adversarial()
    settings.filters = 4
    return GradientCase(
      name: "adversarial",
      architecture: try Architecture(
        height: 8, width: 8, channels: 3, filters: 4, stages: 2, latents: 5, outputFilters: 4),
      objective: Objective(adversarial: settings))
  }

  @Test(
    "1, 2 and 4 groups of pictures, one after another, give the same bits",
    arguments: KernelSelection.available.map(\.name))
  func parts(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    // Four shards, not all of one size; beside a discriminator, of blocks of four pictures and of one.
    let all = try GradientCase.all().map { ($0, 150) }
    for (example, count) in all + [(try adversarial(), 132), (try adversarial(), 129)] {
      let whole = run(example, count: count, parts: 1, kernels: kernels)
      for parts in [2, 4] {
        let other = run(example, count: count, parts: parts, kernels: kernels)
        let isSame = other == whole
        #expect(isSame, "\(level), \(example.name), \(count) in \(parts)")
      }
    }
  }

  @Test("Parts cover a batch in order", arguments: [1, 31, 64, 70, 127, 128, 150, 255, 1000])
  func cover(_ count: Int) {
    for objective in [Objective(), Objective(.importance(samples: 2))] {
      for parts in [1, 2, 4] where count >= 32 * parts {
        let ranges = (0..<parts).map { Batch(count, objective, part: $0, of: parts).images }
        #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(ranges.allSatisfy { !$0.isEmpty })
      }
    }
  }
}
