import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A model learns")
struct LearningTests {
  /// Eight pictures of 8x8x3 are 1,536 numbers: a model with more parameters than that can hold them all.
  @Test("It overfits eight pictures to almost no error")
  func overfits() throws {
    let kernels = KernelSelection.available[0]
    let architecture = try Architecture(
      height: 8, width: 8, channels: 3, filters: 32, stages: 1, latentsPerPlace: 16)
    let pixels = pictures(architecture, count: 8)
    let state = TrainingState(
      architecture, seed: 0, pixelMean: [0.5, 0.5, 0.5], kernels: kernels)
    let step = TrainingStep(
      state, Objective(.deterministic(sparsity: 0)), images: 8, kernels: kernels,
      team: Team(threads: 1))
    var first: StepReport?
    var last: StepReport?
    for index in 0..<1500 {
      let report = step.gradients(
        of: pixels.shared, images: 8, beta: 1, noise: StepNoise(seed: 0, step: index))
      step.apply(OptimiserSettings(rate: index < 1000 ? 3e-3 : 5e-4, decay: 0))
      first = first ?? report
      last = report
    }
    let (before, after) = (first!.sigma!, last!.sigma!)
    #expect(before > 0.1 && after < 0.01, "root mean square error from \(before) to \(after)")
  }

  @Test("The encoder's weights decay by their own rate, the decoder's by theirs")
  func decays() throws {
    let architecture = try GradientCase.architecture()
    let pixels = pictures(architecture, count: 2)
    func trained(_ settings: OptimiserSettings) -> TrainingState {
      let state = shakenState(architecture, kernels: plain)
      let step = TrainingStep(state, images: 2, kernels: plain, team: Team(threads: 1))
      _ = step.gradients(
        of: pixels.shared, images: 2, beta: 1, noise: StepNoise(seed: 0, step: 0))
      step.apply(settings)
      return state
    }
    let apart = trained(OptimiserSettings(rate: 0.1, decay: 0.2, encoderDecay: 0.5))
    let weak = trained(OptimiserSettings(rate: 0.1, decay: 0.2))
    let strong = trained(OptimiserSettings(rate: 0.1, decay: 0.5))
    for tensor in apart.network.parameters.tensors {
      let values = [apart, weak, strong].map { array($0.weights.shared[tensor.range]) }
      #expect(values[0] == values[tensor.part == .encoder ? 2 : 1], "\(tensor.name)")
      #expect((values[1] == values[2]) == !tensor.decays, "\(tensor.name)")
    }
  }

  /// The first batch's own is taken over whole, and with the weights, not before.
  @Test(
    "The width of the likelihood follows the batches",
    arguments: [Likelihood.gaussian, .laplace, .logistic])
  func width(_ likelihood: Likelihood) throws {
    let architecture = try GradientCase.architecture(likelihood)
    let state = shakenState(architecture, kernels: plain)
    let step = TrainingStep(state, images: 4, kernels: plain, team: Team(threads: 1))
    let pixels = pictures(architecture, count: 4)
    let wide = LikelihoodState(initialFor: likelihood)
    let report = step.gradients(
      of: pixels.shared, images: 4, beta: 1, noise: StepNoise(seed: 0, step: 0))
    #expect(state.average.likelihood == wide)
    step.apply(OptimiserSettings())
    let (value, own) = (state.average.likelihood.value, try #require(report.sigma))
    switch likelihood {
    case .gaussian: #expect(abs(value - own * own) <= 1e-12)
    case .laplace: #expect(abs(value - own) <= 1e-12)
    // A step of Fisher scoring from the width that the batch was judged at.
    default: #expect(value != wide.value && abs(value - wide.value) <= 1)
    }
  }

  @Test("A gradient that is not finite is reported and leaves the state alone")
  func notFinite() throws {
    let architecture = try GradientCase.architecture()
    let state = shakenState(architecture, kernels: plain)
    let step = TrainingStep(state, images: 2, kernels: plain, team: Team(threads: 1))
    let pixels = pictures(architecture, count: 2)
    let before = bits(state.weights)
    let shared = pixels.shared
    var numbers = shared.mutableSpan
    numbers[7] = .nan
    let report = step.gradients(
      of: pixels.shared, images: 2, beta: 1, noise: StepNoise(seed: 0, step: 0))
    #expect(!report.isFinite)
    #expect(bits(state.weights) == before)
    #expect(state.step == 0)
    numbers[7] = 0.5
    #expect(
      step.gradients(
        of: pixels.shared, images: 2, beta: 1, noise: StepNoise(seed: 0, step: 0)
      ).isFinite, "nothing of the bad batch stays in the memory")
  }
}
