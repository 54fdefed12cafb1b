import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("The bits of a run depend on its inputs alone")
struct DeterminismTests {
  /// Weights, moments, averages and the report after a few steps.
  private func run(
    _ example: GradientCase, threads: Int, capacity: Int, kernels: any KernelTable
  ) -> ([UInt32], StepReport) {
    let state = shakenState(example.architecture, kernels: kernels)
    let step = TrainingStep(
      state, example.objective, images: capacity, kernels: kernels, team: Team(threads: threads))
    let pixels = pictures(example.architecture, count: 37)
    var last: StepReport?
    for index in 0..<3 {
      // The second step is a partial batch.
      last = step.gradients(
        of: pixels.shared, images: index == 1 ? 5 : 37, beta: example.beta,
        noise: StepNoise(seed: 3, step: index))
      step.apply(OptimiserSettings())
    }
    let all =
      bits(state.weights) + bits(state.firstMoment) + bits(state.secondMoment)
      + bits(state.average.weights)
    return (all, last!)
  }

  @Test("1, 2, 3 and 8 threads agree", arguments: KernelSelection.available.map(\.name))
  func threads(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for example in try GradientCase.all() {
      let one = run(example, threads: 1, capacity: 37, kernels: kernels)
      for threads in [2, 3, 8] {
        let other = run(example, threads: threads, capacity: 37, kernels: kernels)
        #expect(one.0 == other.0, "\(level), \(example.name), \(threads) threads")
        #expect(one.1 == other.1, "\(level), \(example.name), \(threads) threads")
      }
    }
  }

  @Test(
    "One of the examples goes the ways that default runs do",
    arguments: KernelSelection.available.dropLast().map(\.name))
  func fastPaths(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for architecture in [
      try GradientCase.fastPaths(), try Architecture(height: 64, width: 64, channels: 3),
    ] {
      let network = architecture.network
      for layer in network.encoder.dropFirst() + network.decoder.dropLast() {
        // Nine packed numbers for four weights; those of a map's 1x1 convolutions as many as there are, and of affine
        // layers none.
        let packed = kernels.packedCount(layer.geometry, .toCoarse)
        let weights = layer.geometry.weightCount
        let expected = layer.geometry.kernel == 4 ? weights * 9 / 4 : layer.isAffine ? 0 : weights
        #expect(packed == expected, "\(layer.name)")
      }
    }
  }

  @Test(
    "1, 2 and 3 threads agree at the default size",
    arguments: KernelSelection.available.dropLast().map(\.name),
    [Architecture.Preset.standard, .deep])
  func defaultSize(_ level: String, _ preset: Architecture.Preset) throws {
    let kernels = try KernelSelection.choose(level)
    let architecture = try Architecture(preset, height: 64, width: 64, channels: 3)
    let pixels = pictures(architecture, count: 32)
    let runs = [1, 2, 3].map { threads in
      let state = shakenState(architecture, kernels: kernels)
      let step = TrainingStep(
        state, images: 32, kernels: kernels, team: Team(threads: threads))
      let report = step.gradients(
        of: pixels.shared, images: 32, beta: 1, noise: StepNoise(seed: 3, step: 0))
      step.apply(OptimiserSettings())
      return (report, bits(state.weights))
    }
    #expect(runs.dropFirst().allSatisfy { $0.0 == runs[0].0 && $0.1 == runs[0].1 })
  }

  @Test("A partial batch in a larger memory agrees with a memory of its size")
  func partialBatches() throws {
    let architecture = try GradientCase.architecture(residual: true)
    let pixels = pictures(architecture, count: 9)
    let reports = [9, 30].map { capacity in
      let state = shakenState(architecture, kernels: plain)
      let step = TrainingStep(
        state, images: capacity, kernels: plain, team: Team(threads: 2))
      if capacity > 9 {
        // What a larger batch leaves behind must not matter.
        let others = pictures(architecture, count: capacity, seed: 7)
        _ = step.gradients(
          of: others.shared, images: capacity, beta: 1, noise: StepNoise(seed: 4, step: 0))
      }
      let report = step.gradients(
        of: pixels.shared, images: 9, beta: 1, noise: StepNoise(seed: 3, step: 0))
      let gradients = state.network.parameters.tensors.flatMap { step.gradient(of: $0) }
      return (report, gradients.map(\.bitPattern))
    }
    #expect(reports[0].0 == reports[1].0)
    #expect(reports[0].1 == reports[1].1)
  }

  /// Every level computes the same gradients up to rounding: relative to the largest number of a tensor,
  /// 2^-24 times the square root of the longest sum (1,200 terms, 35) times the depth (10) times 8 for
  /// the normalisations' divisions: 2^-12.
  @Test("Levels agree with the plain kernels", arguments: KernelSelection.available.map(\.name))
  func levels(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for example in try GradientCase.all() {
      // One starting point for both: the noise of every level is the same, bit for bit.
      let results = [plain, kernels].map { kernels in
        let state = shakenState(example.architecture, kernels: plain)
        let step = TrainingStep(
          state, example.objective, images: 5, kernels: kernels, team: Team(threads: 2))
        let pixels = pictures(example.architecture, count: 5)
        let report = step.gradients(
          of: pixels.shared, images: 5, beta: 0.5, noise: StepNoise(seed: 3, step: 0))
        return (report, state.network.parameters.tensors.map { ($0.name, step.gradient(of: $0)) })
      }
      let (a, b) = (results[0], results[1])
      #expect(abs(a.0.objective - b.0.objective) <= 1e-5 * abs(a.0.objective), "\(example.name)")
      for (expected, got) in zip(a.1, b.1) {
        let scale = expected.1.reduce(0) { max($0, abs($1)) }
        let error = zip(expected.1, got.1).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(error <= scale / 4096, "\(level), \(example.name), \(expected.0): \(error / scale)")
      }
    }
  }
}
