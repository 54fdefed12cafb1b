import Autoencoder
import CLibrary
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A model in use")
struct InferenceTests {
  @Test("A deterministic code has no divergence")
  func deterministic() throws {
    let (model, state) = try shownModel(.gaussian, kernels: plain)
    let pixels = pictures(model.architecture, count: 2)
    let step = TrainingStep(
      state, Objective(.deterministic(sparsity: 1)), images: 2, kernels: plain,
      team: Team(threads: 1))
    let report = step.gradients(
      of: pixels.shared, images: 2, beta: 1, noise: StepNoise(seed: 0, step: 0))
    #expect(report.divergence == 0)
    let bits = Likelihood.gaussian.bitsPerDimension(
      nats: report.reconstruction, dimensions: model.architecture.dimensions)
    #expect(report.bitsPerDimension == bits)
  }

  @Test(
    "A picture's results do not depend on its neighbours or on threads",
    arguments: KernelSelection.available.map(\.name))
  func independence(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    let (model, _) = try shownModel(.gaussian, kernels: kernels)
    expectIndependence(of: [0, 5, 36], among: 37, model, kernels)
  }

  /// Pictures of this size go through the layers in pieces of 1 to 16, and in groups of 50 and fewer.
  @Test(
    "Nor do they where layers take different numbers of pictures",
    arguments: [Architecture.Preset.standard, .deep, .dense])
  func independenceInPieces(_ preset: Architecture.Preset) throws {
    let kernels = try KernelSelection.choose(nil)
    let architecture = try Architecture(preset, height: 64, width: 64, channels: 3)
    let state = shownState(architecture, kernels: kernels)
    expectIndependence(of: [0, 1, 2, 63, 64, 79, 148], among: 149, state.average, kernels)
  }

  private func expectIndependence(
    of some: [Int], among count: Int, _ model: Model, _ kernels: any KernelTable
  ) {
    let pixels = pictures(model.architecture, count: count)
    let all = Inference(model, kernels: kernels, team: Team(threads: 3))
    let alone = Inference(model, kernels: kernels, team: Team(threads: 1))
    let codes = all.encode(pixels.shared, count: count)
    let decoded = all.decode(codes.means.shared, count: count)
    let scores = all.evaluate(pixels.shared, count: count, samples: 3)
    let size = model.architecture.dimensions
    let latents = model.architecture.latents
    for n in some {
      let picture = pixels.shared[n * size..<(n + 1) * size]
      let code = alone.encode(picture, count: 1)
      #expect(
        array(code.means.shared) == array(codes.means.shared[n * latents..<(n + 1) * latents]))
      let back = alone.decode(code.means.shared, count: 1)
      #expect(array(back.shared) == array(decoded.shared[n * size..<(n + 1) * size]))
      #expect(array(back.shared).allSatisfy { 0...1 ~= $0 })
      #expect(
        alone.evaluate(picture, count: 1, samples: 3, firstIndex: n) == [scores[n]], "\(n)")
    }
  }

  /// log w of one draw is the bound, and by hand
  ///
  ///     log p(x|z) + log N(z; 0, I) - log N(z; mean, exp(v) I),
  ///
  /// with v within [-12, 8], wherever the head puts it; z comes back from `draw`, of the same number.
  @Test("The bound of one draw is its weight", arguments: [Float(0), -30, 20])
  func oneDraw(_ logVarianceBias: Float) throws {
    let (model, state) = try shownModel(.fixedGaussian(sigma: 0.3), kernels: plain)
    let latents = model.architecture.latents
    let bias = try #require(
      state.network.parameters.tensors.first { $0.name == "head.bias" })
    let part = model.weights.shared[bias.range]
    var numbers = part.mutableSpan
    for j in latents..<2 * latents { numbers[j] += logVarianceBias }
    let inference = Inference(model, kernels: plain, team: Team(threads: 1))
    let pixels = pictures(model.architecture, count: 1)
    let codes = inference.encode(pixels.shared, count: 1)
    let z = inference.draw(codes, seed: 9, numbers: [4])
    let score = inference.evaluate(pixels.shared, count: 1, samples: 1, seed: 9, firstIndex: 4)[0]
    let (mean, v) = (array(codes.means.shared), array(codes.logVariances.shared))
    #expect(v.allSatisfy { -12...8 ~= $0 })
    var ratio = 0.0
    for (j, z) in array(z.shared).enumerated() {
      let (z, mean, v) = (Double(z), Double(mean[j]), Double(v[j]))
      ratio += -z * z / 2 + (z - mean) * (z - mean) / exp(v) / 2 + v / 2
    }
    let expected = ratio - score.reconstruction
    #expect(
      abs(score.logLikelihood - expected) <= 1e-5 * (abs(expected) + abs(ratio)),
      "\(score.logLikelihood), by hand \(expected)")
  }

  /// Jensen: the bound rises with the draws in expectation; over these pictures and draws by far more
  /// than chance, since the untrained q is far from the posterior.
  @Test("The importance-weighted bound lies above the evidence lower bound")
  func importanceBound() throws {
    let (model, _) = try shownModel(.fixedGaussian(sigma: 0.3), kernels: plain)
    let pixels = pictures(model.architecture, count: 8)
    let inference = Inference(model, kernels: plain, team: Team(threads: 2))
    let few = inference.evaluate(pixels.shared, count: 8, samples: 1)
    let many = inference.evaluate(pixels.shared, count: 8, samples: 50)
    let bounds = [few, many].map { $0.reduce(0) { $0 + $1.logLikelihood } / 8 }
    let lower = many.reduce(0) { $0 - $1.nats } / 8
    #expect(bounds[1] > bounds[0])
    #expect(bounds[1] > lower)
  }

  /// Of 1,000 draws of N(0, 1) the mean is within 5 / sqrt(1000) and the variance within
  /// 5 sqrt(2 / 1000), five standard errors each.
  @Test("A draw from the prior belongs to its seed")
  func priorDraws() throws {
    let (model, _) = try shownModel(.gaussian, kernels: plain)
    let inference = Inference(model, kernels: plain, team: Team(threads: 1))
    let manyDraws = inference.drawPrior(seeds: Array(0..<200))
    let oneDraw = inference.drawPrior(seeds: [17])
    let (many, one) = (array(manyDraws.shared), array(oneDraw.shared))
    #expect(one == Array(many[17 * 5..<18 * 5]))
    let mean = many.reduce(0, +) / 1000
    let variance = many.reduce(0) { $0 + $1 * $1 } / 1000
    #expect(abs(mean) < 0.16 && abs(variance - 1) < 0.22, "mean \(mean), variance \(variance)")
  }

  @Test("Statistics of codes made by hand")
  func statistics() {
    let codes = Codes(count: 2, latents: 2)
    let (means, logVariances) = (codes.means.shared, codes.logVariances.shared)
    var mean = means.mutableSpan
    var logVariance = logVariances.mutableSpan
    (mean[0], mean[2]) = (1, -1)  // unit 0: means +-1, variance 0.25; unit 1: N(0, 1)
    for n in [0, 2] { logVariance[n] = -2 * 0.6931472 }
    var statistics = LatentStatistics(latents: 2)
    statistics.add(codes)
    #expect(statistics.activeUnits == 1)
    #expect(abs(statistics.varianceOfMeans[0] - 1) < 1e-12)
    #expect(abs(statistics.variances[0] - 1.25) < 1e-6)
    // (1 + 1/4 - 1 + 2 log 2) / 2
    #expect(abs(statistics.divergences[0] - 0.8181472) < 1e-6)
    // (5/4 - 1 - log(5/4)) / 2
    #expect(abs(statistics.distanceFromPrior - 0.0134282) < 1e-6)
  }
}
