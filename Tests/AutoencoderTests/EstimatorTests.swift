import Autoencoder
import Foundation
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("Two estimators of the gradient through sampling")
struct EstimatorTests {
  /// Of one picture's (mean | log-variance) the bias of the head is as good as the thing itself.
  /// Reparameterised: what the step computes. Score function, with f = -log p(x|z):
  ///
  ///     f(z) d log q / d mean = f noise / sigma,    f(z) d log q / dv = f (noise^2 - 1) / 2
  ///
  /// besides the divergence's own gradient, (mean | (exp(v) - 1) / 2), the same in both.
  @Test("Both are unbiased, and the reparameterised one varies far less")
  func estimators() throws {
    let kernels = KernelSelection.available[0]
    let architecture = try Architecture(
      height: 4, width: 4, channels: 1, filters: 8, stages: 1, latentsPerPlace: 2,
      likelihood: .fixedGaussian(sigma: 0.5))
    let state = shownState(architecture, kernels: kernels)
    // A posterior as narrow as training makes it: a deviation of about 0.2.
    let bias = try #require(
      state.network.parameters.tensors.first { $0.name == "head.bias" })
    for weights in [state.weights.shared[bias.range], state.average.weights.shared[bias.range]] {
      var numbers = weights.mutableSpan
      for j in 2..<4 { numbers[j] -= 3 }
    }
    let pixels = pictures(architecture, count: 1)
    let team = Team(threads: 1)
    let codes = Inference(state.average, kernels: kernels, team: team).encode(
      pixels.shared, count: 1)
    let mean = array(codes.means.shared).map(Double.init)
    let logVariance = array(codes.logVariances.shared).map(Double.init)
    let step = TrainingStep(state, images: 1, kernels: kernels, team: team)

    let draws = 20_000
    var path = Moments(4)
    var score = Moments(4)
    for draw in 0..<draws {
      let noise = Tensor(count: 2)
      let shared = noise.shared
      var eps = shared.mutableSpan
      kernels.normal(
        RandomKey(seed: 1, stream: 901, step: UInt32(draw), image: 0), into: &eps)
      let given = array(shared)
      let report = step.gradients(
        of: pixels.shared, images: 1, beta: 1,
        noise: StepNoise(seed: 0, step: 0, given: given))
      path.add(step.gradient(of: bias).map(Double.init))
      score.add(
        (0..<4).map { i in
          let (j, isMean) = (i % 2, i < 2)
          let e = Double(given[j])
          let variance = exp(logVariance[j])
          return isMean
            ? report.reconstruction * e / variance.squareRoot() + mean[j]
            : report.reconstruction * (e * e - 1) / 2 + (variance - 1) / 2
        })
    }
    for i in 0..<4 {
      // Five standard errors of the difference, the larger variance being nearly all of it.
      let error = ((path.variance(i) + score.variance(i)) / Double(draws)).squareRoot()
      #expect(abs(path.mean(i) - score.mean(i)) < 5 * error, "component \(i)")
      #expect(score.variance(i) > 10 * path.variance(i), "component \(i)")
    }
  }

  private struct Moments {
    var count = 0.0
    var sums: [Double]
    var squares: [Double]

    init(_ size: Int) {
      sums = Array(repeating: 0, count: size)
      squares = sums
    }

    mutating func add(_ values: [Double]) {
      count += 1
      for (i, value) in values.enumerated() {
        sums[i] += value
        squares[i] += value * value
      }
    }

    func mean(_ i: Int) -> Double { sums[i] / count }
    func variance(_ i: Int) -> Double { squares[i] / count - mean(i) * mean(i) }
  }
}
