import Autoencoder
import CLibrary
import KernelSelection
import TestSupport
import Testing
import Threads

@Suite("What a likelihood says of a picture is one number, whoever asks")
struct LikelihoodTests {
  static let likelihoods: [Likelihood] = [
    .gaussian, .fixedGaussian(sigma: 0.2), .bernoulli, .laplace, .logistic,
  ]
  /// Those of a width that is found at once, and those whose log-scale comes by Fisher scoring.
  private static let fitted: [Likelihood] = [.gaussian, .laplace]
  private static let scored: [Likelihood] = [.logistic]

  /// Both sum the same terms of the same outputs: 1e-6 leaves room for the order of sums alone.
  @Test("Training and evaluation agree on nats and bits", arguments: likelihoods)
  func trainingAgrees(_ likelihood: Likelihood) throws {
    let (model, state) = try shownModel(likelihood, kernels: plain)
    let pixels = pictures(model.architecture, count: 6)
    let step = TrainingStep(
      state, Objective(.deterministic(sparsity: 0)), images: 6, kernels: plain,
      team: Team(threads: 1))
    let report = step.gradients(
      of: pixels.shared, images: 6, beta: 1, noise: StepNoise(seed: 0, step: 0))
    // The batch's own scale is what training used; scoring kept the running one.
    if let sigma = report.sigma, !Self.scored.contains(likelihood) {
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

  /// A hundredth more or less is worse. Fisher scoring begins wherever it is: its eighth step is smaller than that
  /// by far.
  @Test("A fitted width is the best for its pictures", arguments: likelihoods)
  func fittedWidth(_ likelihood: Likelihood) throws {
    let (model, _) = try shownModel(likelihood, kernels: plain)
    let pixels = pictures(model.architecture, count: 6)
    let inference = Inference(model, kernels: plain, team: Team(threads: 2))
    func scores() -> [PictureScore] { inference.evaluate(pixels.shared, count: 6, samples: 3) }
    func nats() -> Double { scores().reduce(0) { $0 + $1.nats } }
    let before = nats()
    let isScored = Self.scored.contains(likelihood)
    for _ in 0..<(isScored ? 8 : 1) {
      model.likelihood.value = model.likelihoodValue(for: scores())
    }
    guard isScored || Self.fitted.contains(likelihood) else {
      #expect(nats() == before)
      return
    }
    let (fitted, least) = (model.likelihood.value, nats())
    #expect(least < before)
    for change in [-0.01, 0.01] {
      model.likelihood.value = isScored ? fitted + change : fitted * (1 + change)
      #expect(nats() > least)
    }
  }

  /// Draws of z that weigh differently in the objective count alike in what is shown, as in evaluation.
  /// 1e-12 leaves room for the order of sums in Double.
  @Test("A step of several draws reports their mean", arguments: likelihoods)
  func meanOverDraws(_ likelihood: Likelihood) throws {
    let (model, state) = try shownModel(likelihood, kernels: plain)
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
}
