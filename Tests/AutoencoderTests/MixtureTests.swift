import Autoencoder
import Foundation
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("A mixture finds where codes lie")
struct MixtureTests {
  static let kernels = KernelSelection.available[0]

  /// Two Gaussians in two dimensions, one of them slanted: z = mean + factor noise.
  static let truth = LatentMixture(
    latents: 2,
    components: [
      LatentMixture.Component(share: 0.3, mean: [-2, 1], factor: [0.5, 0, 0, 0.5])!,
      LatentMixture.Component(share: 0.7, mean: [2, 0], factor: [1, 0, 0.8, 0.3])!,
    ])

  /// Codes of almost no width of their own, drawn from a mixture.
  private func codes(_ mixture: LatentMixture, count: Int) -> Codes {
    let codes = Codes(count: count, latents: mixture.latents)
    let z = mixture.draw(seeds: (0..<UInt64(count)).map { $0 + 1000 }, kernels: Self.kernels)
    let (means, logVariances) = (codes.means.shared, codes.logVariances.shared)
    var mean = means.mutableSpan
    var logVariance = logVariances.mutableSpan
    for i in 0..<mean.count { (mean[i], logVariance[i]) = (z.span[i], -12) }
    return codes
  }

  /// log density by the textbook, in two dimensions.
  private func density(_ z: (Double, Double)) -> Double {
    Self.truth.components.reduce(0) { sum, component in
      let f = component.factor.map(Double.init)
      let a = (z.0 - Double(component.mean[0])) / f[0]
      let b = (z.1 - Double(component.mean[1]) - f[2] * a) / f[3]
      return sum
        + component.share / (2 * Double.pi * f[0] * f[3]) * exp(-(a * a + b * b) / 2)
    }
  }

  @Test("Densities are those of the textbook")
  func densities() {
    let points: [(Double, Double)] = [(-2, 1), (2, 0), (0, 0), (3, 1), (-1, 1.5)]
    let z = Tensor(points.flatMap { [Float($0.0), Float($0.1)] })
    let found = Self.truth.logDensities(z.shared, count: points.count, kernels: Self.kernels)
    for (point, logDensity) in zip(points, found) {
      // Float whitening: relative 1e-6 of squares up to 20.
      let ratio = exp(logDensity) / density(point)
      #expect(abs(ratio - 1) < 1e-4, "\(point)")
    }
  }

  /// 3,600 draws determine eleven parameters: on fresh ones the fit loses about 11 / (2 3600) nats against
  /// the truth, and both are judged on the same. 0.01 is seven times that; one component loses 1.2.
  @Test("A known mixture is found again, and beats the prior")
  func recovers() throws {
    let codes = codes(Self.truth, count: 4000)
    let found = try LatentMixture.fit(
      codes, seed: 0, kernels: Self.kernels, team: Team(threads: 2))
    let fit = try #require(found)
    #expect(fit.mixture.components.count >= 2)
    #expect(fit.comparison.isMixtureBetter)
    let fresh = Self.truth.draw(
      seeds: (0..<2000).map { $0 + 90_000 }, kernels: Self.kernels)
    let means = [Self.truth, fit.mixture].map {
      $0.logDensities(fresh.shared, count: 2000, kernels: Self.kernels).reduce(0, +) / 2000
    }
    #expect(abs(means[0] - means[1]) < 0.01, "truth \(means[0]), fit \(means[1])")
  }

  @Test("Codes like the prior's prefer one component, about as good as the prior")
  func priorLike() throws {
    let factor: [Float] = [1, 0, 0, 1]
    let prior = LatentMixture(
      latents: 2,
      components: [LatentMixture.Component(share: 1, mean: [0, 0], factor: factor)!])
    let found = try LatentMixture.fit(
      codes(prior, count: 3000), seed: 0, kernels: Self.kernels, team: Team(threads: 1))
    let fit = try #require(found)
    #expect(abs(fit.comparison.mixture - fit.comparison.prior) < 0.05)
  }

  /// |z|^2 / 2 is 1 on average for draws, and 0 for means: five standard errors of 300 draws are 0.29.
  @Test("What is foretold are draws of the codes and not their means")
  func draws() throws {
    // N(0, I), every one of them.
    let codes = Codes(count: 3000, latents: 2)
    let found = try LatentMixture.fit(
      codes, seed: 0, kernels: Self.kernels, team: Team(threads: 1))
    let fit = try #require(found)
    let expected = -1 - log(2 * Double.pi)
    #expect(abs(fit.comparison.prior - expected) < 0.29)
    #expect(abs(fit.comparison.mixture - expected) < 0.29)
  }

  @Test("Few codes of many dimensions, or codes all alike, still give a mixture")
  func fewCodes() throws {
    for value in [Float(1), 0] {
      let codes = Codes(count: 25, latents: 40)
      let means = codes.means.shared
      var mean = means.mutableSpan
      Self.kernels.normal(
        RandomKey(seed: 0, stream: 900, step: 0, image: 0), into: &mean)
      for i in 0..<mean.count { mean[i] *= value }
      let found = try LatentMixture.fit(
        codes, seed: 0, kernels: Self.kernels, team: Team(threads: 2))
      let fit = try #require(found)
      #expect(fit.comparison.mixture.isFinite)
    }
    let tooFew = Codes(count: 19, latents: 3)
    let none = try LatentMixture.fit(
      tooFew, seed: 0, kernels: Self.kernels, team: Team(threads: 1))
    #expect(none == nil)
    let tooLong = Codes(count: 20, latents: LatentMixture.mostLatents + 1)
    let never = try LatentMixture.fit(
      tooLong, seed: 0, kernels: Self.kernels, team: Team(threads: 1))
    #expect(never == nil)
  }

  @Test("A fit stops between its rounds")
  func stops() throws {
    let codes = codes(Self.truth, count: 500)
    var asked = 0
    #expect(throws: FitStopped.self) {
      _ = try LatentMixture.fit(
        codes, seed: 0, kernels: Self.kernels, team: Team(threads: 1),
        isStopped: {
          asked += 1
          return asked == 3
        })
    }
    #expect(asked == 3)
  }

  /// Sums of 40 products of numbers below 1 in Double: off by less than 40 40 2^-53, times the condition
  /// of a matrix whose eigenvalues lie between 1 and 41.
  @Test("A triangle times its transpose is the matrix, and times its inverse the identity")
  func factors() throws {
    let size = 40
    let numbers = Tensor(count: size * size)
    let shared = numbers.shared
    var span = shared.mutableSpan
    Self.kernels.uniform(RandomKey(seed: 3, stream: 901, step: 0, image: 0), into: &span)
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<size {
        for k in 0..<size {
          matrix[i * size + j] += Double(span[i * size + k] * span[j * size + k]) / Double(size)
        }
      }
      matrix[i * size + i] += 1
    }
    let factor = try #require(choleskyFactor(matrix, size: size))
    let inverse = lowerTriangleInverse(factor, size: size)
    for i in 0..<size {
      for j in 0..<size {
        var (square, identity) = (0.0, 0.0)
        for k in 0..<size {
          square += factor[i * size + k] * factor[j * size + k]
          identity += factor[i * size + k] * inverse[k * size + j]
        }
        #expect(abs(square - matrix[i * size + j]) < 1e-11)
        #expect(abs(identity - (i == j ? 1 : 0)) < 1e-11)
        if j > i { #expect(factor[i * size + j] == 0 && inverse[i * size + j] == 0) }
      }
    }
    matrix[0] = -1
    #expect(choleskyFactor(matrix, size: size) == nil)
  }

  @Test("The fit does not depend on the number of threads")
  func threads() throws {
    let codes = codes(Self.truth, count: 500)
    let fits = try [1, 3].map {
      try LatentMixture.fit(codes, seed: 0, kernels: Self.kernels, team: Team(threads: $0))?.mixture
    }
    #expect(fits[0] != nil && fits[0] == fits[1])
  }
}
