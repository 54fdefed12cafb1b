import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import TestSupport
import Testing
import Threads

@Suite("A step agrees with PyTorch in double precision")
struct GoldenTests {
  /// Largest error of a gradient's number against the largest number of its tensor. Float activations
  /// are off by 2^-24 times about the root of the longest sum (16 channels x 16, 16), for each of a
  /// dozen layers up and down, and a normalisation over few pixels magnifies by a few: 2^-24 16 12 4.
  static let gradientTolerance: Float = 1.0 / 8192
  /// The same for the loss, where errors of many numbers average out.
  static let lossTolerance = 1e-5

  private func fill(
    _ state: TrainingState, _ golden: GoldenFile, name: (String) -> String = { $0 }
  ) throws {
    let layout = TorchLayout(state.network)
    for tensor in state.network.parameters.tensors {
      let values = try golden.array(name(tensor.name)).values
      let part = state.weights.shared[tensor.range]
      var weights = part.mutableSpan
      for (i, place) in layout.places(of: tensor).enumerated() { weights[i] = values[place] }
    }
  }

  private static func architecture(of model: String) throws -> Architecture {
    let isMap = model == "map"
    return try Architecture(
      height: 8, width: 12, channels: 3, filters: 8, stages: 2, latentsPerPlace: isMap ? 2 : 5,
      codeShape: isMap ? .map : .vector, residual: model == "deep")
  }

  /// NCHW to NHWC.
  private func torchPictures(_ golden: GoldenFile, _ a: Architecture) throws -> Tensor {
    let x = try golden.array("x").values
    let plane = a.height * a.width
    return Tensor(
      x.indices.map { i in
        let (n, rest) = i.quotientAndRemainder(dividingBy: a.dimensions)
        let (pixel, c) = rest.quotientAndRemainder(dividingBy: a.channels)
        return x[n * a.dimensions + c * plane + pixel]
      })
  }

  private func compareGradients(
    _ step: TrainingStep, _ golden: GoldenFile, _ about: String,
    name: (String) -> String = { $0 }
  ) throws {
    let layout = TorchLayout(step.state.network)
    for tensor in step.state.network.parameters.tensors {
      let values = try golden.array("grad." + name(tensor.name)).values
      let expected = layout.places(of: tensor).map { values[$0] }
      let scale = expected.reduce(0) { max($0, abs($1)) }
      let error = zip(expected, step.gradient(of: tensor)).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      #expect(
        error <= scale * GoldenTests.gradientTolerance,
        "\(about), \(tensor.name): \(error / scale)")
    }
  }

  @Test(
    "Ten losses under AdamW, and the first gradients", arguments: ["standard", "deep", "map"],
    KernelSelection.available.map(\.name))
  func training(_ model: String, _ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    let golden = try GoldenFile(
      try #require(try goldenFiles("train_\(model)").first))
    let architecture = try GoldenTests.architecture(of: model)
    let state = TrainingState(
      architecture, seed: 0, pixelMean: [0, 0, 0], kernels: kernels)
    try fill(state, golden)
    let step = TrainingStep(state, images: 4, kernels: kernels, team: Team(threads: 2))
    let pixels = try torchPictures(golden, architecture)
    let eps = try golden.array("eps").values
    let numbers = 4 * architecture.latents
    let losses = try golden.array("losses").values
    for index in 0..<10 {
      let noise = StepNoise(
        seed: 0, step: 0, given: Array(eps[index * numbers..<(index + 1) * numbers]))
      let report = step.gradients(of: pixels.shared, images: 4, beta: 0.7, noise: noise)
      if index == 0 {
        try compareGradients(step, golden, "\(model), \(level)")
      }
      let error = abs(report.objective / Double(losses[index]) - 1)
      // AdamW's first steps have the length of the rate whatever the gradient's: where one is as small
      // as its error, the step's direction is chance, and later losses feel it a little.
      let tolerance = GoldenTests.lossTolerance * (index == 0 ? 1 : 20)
      #expect(error <= tolerance, "\(model), \(level), step \(index): off by \(error)")
      step.apply(OptimiserSettings(rate: 1e-3, decay: 0.01, clip: 1))
    }
  }

  @Test("Weights come out as PyTorch gave them", arguments: ["standard", "deep", "map"])
  func weightsOut(_ model: String) throws {
    let golden = try GoldenFile(
      try #require(try goldenFiles("train_\(model)").first))
    let state = TrainingState(
      try GoldenTests.architecture(of: model),
      seed: 0, pixelMean: [0, 0, 0], kernels: plain)
    try fill(state, golden)
    for parameter in TorchLayout(state.network).parameters(of: state.weights.shared) {
      let expected = try golden.array(parameter.name)
      #expect(parameter.shape == expected.shape, "\(parameter.name)")
      #expect(parameter.values == expected.values, "\(parameter.name)")
    }
  }

  @Test("The reference step", .enabled(if: referenceFolder != nil))
  func referenceStep() throws {
    let path = try #require(try goldenFiles("vae_step").first)
    let golden = try GoldenFile(path)
    // Half the squared error is the Gaussian of sigma 1, but for a constant.
    let architecture = try Architecture(
      height: 16, width: 16, channels: 3, filters: 8, stages: 2, latentsPerPlace: 6,
      normalisation: .none, likelihood: .fixedGaussian(sigma: 1))
    let names = ["encoder.1": "encoder.2", "decoder.0": "decoder.3"]
    func name(_ ours: String) -> String {
      names.first { ours.hasPrefix($0.key) }.map { $0.value + ours.dropFirst($0.key.count) }
        ?? ours
    }
    let state = TrainingState(architecture, seed: 0, pixelMean: [0, 0, 0], kernels: plain)
    try fill(state, golden, name: name)
    let step = TrainingStep(state, images: 4, kernels: plain, team: Team(threads: 1))
    let pixels = try torchPictures(golden, architecture)
    let noise = StepNoise(seed: 0, step: 0, given: try golden.array("eps").values)
    let report = step.gradients(of: pixels.shared, images: 4, beta: 0.7, noise: noise)
    let constant = 16 * 16 * 3 / 2 * 1.8378770664093453  // log(2 pi)
    let expected = Double(try golden.array("loss").values[0])
    #expect(
      abs(report.objective - constant - expected) <= GoldenTests.lossTolerance * expected)
    try compareGradients(step, golden, "reference", name: name)
  }
}
