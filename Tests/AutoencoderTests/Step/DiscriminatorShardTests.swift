import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

/// As `ShardTests`, of a step with a discriminator, which no processes share yet: parts one after another, whose sums
/// and gradients are added in the tree here.
@Suite("A step with a discriminator is the same in one part and in several")
struct DiscriminatorShardTests {
  /// What a step finds and what it changes.
  private struct Found: Equatable {
    let report: StepReport
    let gradients: [[UInt32]]
    /// The discriminator's.
    let weights: [UInt32]?
    let balance: GradientBalance?
  }

  private func example() throws -> GradientCase {
    var settings = Adversarial()
    settings.filters = 4
    return GradientCase(
      name: "adversarial",
      architecture: try Architecture(
        height: 8, width: 8, channels: 3, filters: 4, stages: 2, latentsPerPlace: 5,
        outputFilters: 4),
      objective: Objective(adversarial: settings))
  }

  /// A step of `count` pictures, as many shards in each of `parts` parts.
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
      let own = pixels.shared[batch.images.lowerBound * size..<batch.images.upperBound * size]
      let step = TrainingStep(
        state, objective, images: count, share: (part, parts), kernels: kernels,
        team: Team(threads: 1 + part % 2))
      // What a step before left behind must not matter.
      for (number, beta) in [(1, 1), (2, example.beta)] as [(Int, Float)] {
        step.forward(
          of: own, batch, beta: beta, noise: StepNoise(seed: 3, step: number), adversarial: true)
      }
      return step
    }
    addSums(of: steps, shards: Batch.shards(images: count) / parts)
    let reports = steps.map { $0.backward() }
    Batch.addInTree(0..<parts) { to, from in
      for gradient in [\TrainingStep.gradient, \.discriminatorGradient] {
        var sum = steps[to][keyPath: gradient].mutableSpan
        let other = steps[from][keyPath: gradient].span
        for i in 0..<sum.count { sum[i] += other[i] }
      }
    }
    steps[0].measure()
    var report = steps[0].completed(reports[0])
    // The first measures and changes its own part of the model's parameters, and all of the discriminator's.
    report.gradientNorm = 0
    steps[0].apply(OptimiserSettings(), discriminator: OptimiserSettings())
    return withExtendedLifetime(steps) {
      Found(
        report: report,
        gradients: [steps[0].gradient, steps[0].discriminatorGradient].map {
          array($0).map(\.bitPattern)
        },
        weights: state.discriminator.map { bits($0.weights) },
        balance: state.discriminator?.balance)
    }
  }

  /// Gives each step the rows of all, of which each has those of so many shards, and adds up what none has in hand alone.
  private func addSums(of steps: [TrainingStep], shards: Int) {
    for step in steps {
      for (part, other) in steps.enumerated() where other !== step {
        for i in part * shards * step.sums.count..<(part + 1) * shards * step.sums.count {
          step.sums[i] = other.sums[i]
        }
      }
      Batch.addInTree(0..<steps.count) { to, from in step.sums.add(from * shards, to: to * shards) }
    }
  }

  /// Four shards, of blocks of four pictures and of one.
  @Test(
    "1, 2 and 4 parts, one after another, give the same bits",
    arguments: KernelSelection.available.map(\.name), [132, 129])
  func parts(_ level: String, _ count: Int) throws {
    let kernels = try KernelSelection.choose(level)
    let whole = run(try example(), count: count, parts: 1, kernels: kernels)
    for parts in [2, 4] {
      let other = run(try example(), count: count, parts: parts, kernels: kernels)
      let isSame = other == whole
      #expect(isSame, "\(level), \(count) in \(parts)")
    }
  }
}
