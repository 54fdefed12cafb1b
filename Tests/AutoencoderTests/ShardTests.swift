import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A step is the same whoever takes which of its pictures")
struct ShardTests {
  /// A step of `count` pictures by `parts` that each take some of them and add what they find.
  private func run(
    _ example: GradientCase, count: Int, parts: Int, kernels: any KernelTable
  ) -> (StepReport, [UInt32]) {
    let objective = example.objective
    let pixels = pictures(example.architecture, count: count)
    let size = example.architecture.dimensions
    let state = shakenState(example.architecture, kernels: kernels)
    let steps = (0..<parts).map { part in
      let batch = Batch(count, objective, part: part, of: parts)
      // What a batch before left behind must not matter.
      let step = TrainingStep(
        state, objective, images: batch.images.count + part, kernels: kernels,
        team: Team(threads: 1 + part % 2))
      _ = step.gradients(
        of: pixels.shared, images: batch.images.count + part, beta: 1,
        noise: StepNoise(seed: 9, step: 1))
      step.forward(
        of: pixels.shared[batch.images.lowerBound * size..<batch.images.upperBound * size], batch,
        beta: example.beta, noise: StepNoise(seed: 3, step: 2))
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
      let (sum, other) = (steps[to].gradient, steps[from].gradient)
      var numbers = sum.mutableSpan
      for i in 0..<numbers.count { numbers[i] += other.span[i] }
    }
    let report = steps[0].measure(reports[0])
    steps[0].apply(OptimiserSettings())
    let gradient = state.network.parameters.tensors.flatMap { steps[0].gradient(of: $0) }
    return (report, gradient.map(\.bitPattern) + bits(state.weights))
  }

  @Test(
    "1, 2 and 4 groups of pictures, one after another, give the same bits",
    arguments: KernelSelection.available.map(\.name))
  func parts(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for example in try GradientCase.all() {
      // Four shards, not all of one size.
      let whole = run(example, count: 150, parts: 1, kernels: kernels)
      for parts in [2, 4] {
        let other = run(example, count: 150, parts: parts, kernels: kernels)
        let isSame = other == whole
        #expect(isSame, "\(level), \(example.name), in \(parts)")
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
