import Autoencoder
import CLibrary
import KernelContract
import KernelSelection
import Tensors
import Testing
import TestSupport
import Threads

@Suite("What a model says of a picture is one number, whoever asks")
struct InferenceTests {
  private func model(
    _ likelihood: Likelihood, kernels: any KernelTable
  ) throws -> (Model, TrainingState) {
    let state = shownState(try GradientCase.architecture(likelihood), kernels: kernels)
    return (state.average, state)
  }

  static let likelihoods: [Likelihood] = [
    .gaussian, .fixedGaussian(sigma: 0.2), .bernoulli, .laplace, .logistic,
  ]

  /// Both sum the same terms of the same outputs: 1e-6 leaves room for the order of sums alone.
  @Test("Training and evaluation agree on nats and bits", arguments: likelihoods)
  func trainingAgrees(_ likelihood: Likelihood) throws {
    let (model, state) = try model(likelihood, kernels: plain)
    let pixels = pictures(model.architecture, count: 6)
    let step = TrainingStep(
      state, Objective(.deterministic(sparsity: 0)), images: 6, kernels: plain,
      team: Team(threads: 1))
    let report = step.gradients(
      of: pixels.shared, images: 6, beta: 1, noise: StepNoise(seed: 0, step: 0))
    // The batch's own scale is what training used; the logistic kept the running one.
    if let sigma = report.sigma, likelihood != .logistic {
      model.likelihood.value = likelihood == .gaussian ? sigma * sigma : sigma
    }
    let inference = Inference(model, kernels: plain, team: Team(threads: 2))
    let scores = inference.evaluate(pixels.shared, count: 6, samples: 0)
    let mean = scores.reduce(0) { $0 + $1.nats } / 6
    #expect(abs(mean - report.reconstruction) <= 1e-6 * abs(mean), "\(likelihood.name)")
    let bits = likelihood.bitsPerDimension(
      nats: mean, dimensions: model.architecture.dimensions)
    #expect(abs(bits - report.bitsPerDimension) <= 1e-6 * abs(bits))
  }

  /// A hundredth more or less is worse. The logistic's comes by Fisher scoring, from wherever it is: its eighth
  /// step is smaller than that by far.
  @Test("A fitted width is the best for its pictures", arguments: likelihoods)
  func fittedWidth(_ likelihood: Likelihood) throws {
    let (model, _) = try model(likelihood, kernels: plain)
    let pixels = pictures(model.architecture, count: 6)
    let inference = Inference(model, kernels: plain, team: Team(threads: 2))
    func scores() -> [PictureScore] { inference.evaluate(pixels.shared, count: 6, samples: 3) }
    func nats() -> Double { scores().reduce(0) { $0 + $1.nats } }
    let before = nats()
    for _ in 0..<(likelihood == .logistic ? 8 : 1) {
      model.likelihood.value = model.likelihoodValue(for: scores())
    }
    guard [.gaussian, .laplace, .logistic].contains(likelihood) else {
      #expect(nats() == before)
      return
    }
    let (fitted, least) = (model.likelihood.value, nats())
    #expect(least < before)
    for change in [-0.01, 0.01] {
      model.likelihood.value = likelihood == .logistic ? fitted + change : fitted * (1 + change)
      #expect(nats() > least)
    }
  }

  /// Draws of z that weigh differently in the objective count alike in what is shown, as in evaluation.
  /// 1e-12 leaves room for the order of sums in Double.
  @Test("A step of several draws reports their mean", arguments: likelihoods)
  func meanOverDraws(_ likelihood: Likelihood) throws {
    let (model, state) = try model(likelihood, kernels: plain)
    let (images, samples, latents) = (4, 3, model.architecture.latents)
    let pixels = pictures(model.architecture, count: images)
    var numbers = RepeatableNumbers(seed: 6)
    let noise = numbers.floats(images * samples * latents)
    func report(samples: Int, given: [Float]) -> StepReport {
      TrainingStep(
        state, Objective(.importance(samples: samples)), images: images, kernels: plain,
        team: Team(threads: 1)
      ).gradients(
        of: pixels.shared, images: images, beta: 1,
        noise: StepNoise(seed: 0, step: 0, given: given))
    }
    let together = report(samples: samples, given: noise)
    let alone = (0..<samples).map { sample in
      let rows = (0..<images).flatMap { image in
        let first = (image * samples + sample) * latents
        return noise[first..<first + latents]
      }
      return report(samples: 1, given: rows)
    }
    func mean(_ value: (StepReport) -> Double) -> Double {
      alone.reduce(0) { $0 + value($1) } / Double(samples)
    }
    let values: [(StepReport) -> Double] = [
      \.reconstruction, \.divergence, \.bitsPerDimension,
    ]
    for value in values {
      #expect(abs(value(together) - mean(value)) <= 1e-12 * abs(mean(value)))
    }
    // Or weights would not matter here.
    #expect(together.objective < mean(\.objective))
  }

  @Test("A deterministic code has no divergence")
  func deterministic() throws {
    let (model, state) = try model(.gaussian, kernels: plain)
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
    let (model, _) = try model(.gaussian, kernels: kernels)
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
    let (model, state) = try model(.fixedGaussian(sigma: 0.3), kernels: plain)
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

  /// The nats of a picture that is `error` off everywhere, from the densities themselves.
  @Test("Each likelihood's nats are those of its density")
  func closedForms() {
    let (d, error) = (48, 0.25)
    func nats(_ likelihood: Likelihood, _ value: Double, term: Double) -> Double {
      ScaledLikelihood(likelihood, LikelihoodState(value: value, batches: 1))
        .nats(term: term, dimensions: d)
    }
    let n = Double(d)
    // -log of exp(-e^2 / (2 s^2)) / (s sqrt(2 pi)), s = 1/2
    let gaussian = n * (error * error / 0.5 + 0.5 * log(2 * Double.pi * 0.25))
    #expect(abs(nats(.gaussian, 0.25, term: n * error * error) - gaussian) < 1e-9)
    #expect(
      abs(nats(.fixedGaussian(sigma: 0.5), 9, term: n * error * error) - gaussian) < 1e-9)
    // -log of exp(-|e| / b) / (2 b), b = 0.1
    let laplace = n * (error / 0.1 + log(0.2))
    #expect(abs(nats(.laplace, 0.1, term: n * error) - laplace) < 1e-9)
    // Probabilities, whose kernels sum the nats themselves.
    #expect(nats(.bernoulli, 0, term: 33.5) == 33.5)
    #expect(nats(.logistic, -2, term: 33.5) == 33.5)
  }

  @Test(
    "A density over [0, 1] costs 8 bits more than the probability of a level",
    arguments: likelihoods)
  func bits(_ likelihood: Likelihood) {
    let bits = likelihood.bitsPerDimension(nats: 48 * log(2.0), dimensions: 48)
    let isProbability = [.bernoulli, .logistic].contains(likelihood)
    #expect(abs(bits - (isProbability ? 1 : 9)) < 1e-12)
  }

  /// Jensen: the bound rises with the draws in expectation; over these pictures and draws by far more
  /// than chance, since the untrained q is far from the posterior.
  @Test("The importance-weighted bound lies above the evidence lower bound")
  func importanceBound() throws {
    let (model, _) = try model(.fixedGaussian(sigma: 0.3), kernels: plain)
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
    let (model, _) = try model(.gaussian, kernels: plain)
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
