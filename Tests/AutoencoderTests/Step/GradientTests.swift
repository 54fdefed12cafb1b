import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

/// One way of training a small model.
struct GradientCase: CustomTestStringConvertible, Sendable {
  let name: String
  let architecture: Architecture
  let objective: Objective
  var beta: Float = 0.7

  var testDescription: String { name }

  static func architecture(
    _ likelihood: Likelihood = .gaussian, stages: Int = 2, residual: Bool = false,
    normalisation: Architecture.Normalisation = .group, height: Int = 8, width: Int = 12,
    codeShape: Architecture.CodeShape = .vector
  ) throws -> Architecture {
    try Architecture(
      height: height, width: width, channels: 3, filters: 8, stages: stages,
      latentsPerPlace: codeShape == .map ? 2 : 5, codeShape: codeShape,
      residual: residual, normalisation: normalisation, likelihood: likelihood)
  }

  /// Sizes of whole tiles and vectors, as those of default runs are: minimal filtering and affine layers
  /// that read their weights as they come.
  static func fastPaths() throws -> Architecture {
    try Architecture(height: 16, width: 16, channels: 3, filters: 16, stages: 2, latentsPerPlace: 8)
  }

  static func all() throws -> [GradientCase] {
    let likelihoods: [Likelihood] = [
      .gaussian, .fixedGaussian(sigma: 0.3), .bernoulli, .laplace, .logistic,
    ]
    var cases = try likelihoods.map {
      GradientCase(name: $0.name, architecture: try architecture($0), objective: Objective())
    }
    let objectives: [(String, Objective)] = [
      ("free bits", Objective(.variational(freeBits: 0.3))),
      ("importance 3", Objective(.importance(samples: 3))),
      ("deterministic", Objective(.deterministic(sparsity: 0))),
      ("sparse", Objective(.deterministic(sparsity: 2))),
      ("denoising", Objective(.deterministic(sparsity: 0), corruption: 0.2)),
    ]
    cases += try objectives.map {
      GradientCase(name: $0.0, architecture: try architecture(), objective: $0.1)
    }
    // Six places of two latents.
    let map = try architecture(codeShape: .map)
    cases += [
      GradientCase(name: "map", architecture: map, objective: Objective()),
      GradientCase(
        name: "map, free bits", architecture: map, objective: Objective(.variational(freeBits: 0.3))
      ),
      GradientCase(
        name: "map, importance 3", architecture: map, objective: Objective(.importance(samples: 3))),
      GradientCase(
        name: "map, sparse", architecture: map,
        objective: Objective(.deterministic(sparsity: 2))),
      GradientCase(
        name: "residual", architecture: try architecture(residual: true), objective: Objective()),
      GradientCase(
        name: "no norm", architecture: try architecture(normalisation: .none),
        objective: Objective()),
      GradientCase(
        name: "dense", architecture: try architecture(stages: 0), objective: Objective()),
      GradientCase(
        name: "residual without norm, Bernoulli, importance 2",
        architecture: try architecture(.bernoulli, residual: true, normalisation: .none),
        objective: Objective(.importance(samples: 2))),
      // A head of fewer weights than its picture has numbers.
      GradientCase(
        name: "tiny",
        architecture: try Architecture(
          height: 2, width: 2, channels: 3, filters: 1, stages: 1, latentsPerPlace: 1,
          normalisation: .none),
        objective: Objective()),
      GradientCase(name: "fast paths", architecture: try fastPaths(), objective: Objective()),
    ]
    return cases
  }
}

@Suite("The gradient of every parameter is the slope of the loss")
struct GradientTests {
  /// The slope along a random direction d of one tensor at a time, by central differences:
  ///
  ///     (L(w + h d) - L(w - h d)) / 2h = g . d + O(h^2)
  ///
  /// L is computed in Float activations: its error is about 2^-24 of the sum of the magnitudes of its
  /// terms, call it 2^-24 |L| c; over 2h with h = 2^-7 / |d| that leaves 2^-17 c |L| |d| in the slope.
  /// With c = 8 for the depth, and the same again for curvature, which h leaves at h^2 of third
  /// derivatives: within 2^-13 |L| |d|, and 1 % of the slope. Laplace's terms have kinks, and how many
  /// pixels lie within a step of theirs grows with h: an eighth of it there.
  @Test(arguments: try GradientCase.all())
  func slopes(_ example: GradientCase) throws {
    let team = Team(threads: 1)
    let state = shakenState(example.architecture, kernels: plain)
    let step = TrainingStep(state, example.objective, images: 3, kernels: plain, team: team)
    let pixels = pictures(example.architecture, count: 3)
    let noise = StepNoise(seed: 3, step: 1)
    func loss() -> StepReport {
      step.gradients(of: pixels.shared, images: 3, beta: example.beta, noise: noise)
    }
    let report = loss()
    #expect(report.isFinite)
    let parameters = state.network.parameters.tensors
    let gradients = parameters.map { step.gradient(of: $0) }
    for (index, parameter) in parameters.enumerated() {
      let direction = Tensor(count: parameter.count)
      let shared = direction.shared
      var numbers = shared.mutableSpan
      plain.normal(
        RandomKey(seed: 8, stream: 997, step: 0, image: UInt32(index)), into: &numbers)
      let d = array(shared)
      let length = d.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let h = (example.architecture.likelihood == .laplace ? 1.0 / 1024 : 1.0 / 128) / length
      let before = array(state.weights.shared[parameter.range])
      func moved(_ h: Double) -> Double {
        let part = state.weights.shared[parameter.range]
        var weights = part.mutableSpan
        for i in 0..<d.count { weights[i] = before[i] + Float(h) * d[i] }
        return loss().objective
      }
      let slope = (moved(h) - moved(-h)) / (2 * h)
      _ = moved(0)
      let expected = zip(gradients[index], d).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let tolerance = abs(report.objective) * length / 8192 + 0.01 * abs(expected)
      #expect(
        abs(slope - expected) <= tolerance,
        "\(example.name), \(parameter.name): slope \(slope), gradient \(expected)")
    }
  }

  /// The size that everybody trains at, where groups are cut into pieces and layers take every fast path: the
  /// slope along a tensor's own gradient g is |g|, by central differences of h = 2^-10 in all. Float
  /// activations leave 2^-24 c |L| / 2h with c = 8, which is |L| / 4096, and curvature 3 %.
  @Test(
    "So it is at the default size", arguments: [Architecture.Preset.standard, .deep])
  func defaultSize(_ preset: Architecture.Preset) throws {
    let architecture = try Architecture(preset, height: 64, width: 64, channels: 3)
    let kernels = try KernelSelection.choose(nil)
    let state = shakenState(architecture, kernels: kernels)
    let images = 9
    let step = TrainingStep(state, images: images, kernels: kernels, team: Team(threads: 2))
    let layers = state.network.encoder + state.network.decoder
    #expect(layers.contains { $0.fittingRows < TrainingStep.largestGroup / 2 })
    let pixels = pictures(architecture, count: images)
    func loss() -> Double {
      step.gradients(
        of: pixels.shared, images: images, beta: 0.7, noise: StepNoise(seed: 3, step: 1)
      ).objective
    }
    let whole = loss()
    let parameters = state.network.parameters.tensors
    let gradients = parameters.map { step.gradient(of: $0) }
    for (parameter, gradient) in zip(parameters, gradients) {
      let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let part = state.weights.shared[parameter.range]
      let before = array(part)
      func moved(_ h: Double) -> Double {
        var weights = part.mutableSpan
        for i in before.indices { weights[i] = before[i] + Float(h / length) * gradient[i] }
        return loss()
      }
      let h = 1.0 / 1024
      let slope = (moved(h) - moved(-h)) / (2 * h)
      _ = moved(0)
      #expect(
        abs(slope - length) <= abs(whole) / 4096 + 0.03 * length,
        "\(parameter.name): slope \(slope), length \(length)")
    }
  }

  @Test("The global norm is that of the gradients", arguments: try GradientCase.all())
  func norm(_ example: GradientCase) throws {
    let state = shakenState(example.architecture, kernels: plain)
    let step = TrainingStep(
      state, example.objective, images: 2, kernels: plain, team: Team(threads: 1))
    let pixels = pictures(example.architecture, count: 2)
    let report = step.gradients(
      of: pixels.shared, images: 2, beta: 1, noise: StepNoise(seed: 0, step: 0))
    let square = state.network.parameters.tensors.flatMap { step.gradient(of: $0) }
      .reduce(0) { $0 + Double($1) * Double($1) }
    // Each scaled gradient is rounded once to Float here.
    #expect(abs(report.gradientNorm - square.squareRoot()) <= 1e-6 * report.gradientNorm)
  }
}
