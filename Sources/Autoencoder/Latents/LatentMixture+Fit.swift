import CLibrary
import KernelContract
import Tensors
import Threads

/// How well two distributions of codes foretell codes that they were not fitted to.
package struct SamplerComparison: Sendable, Hashable {
  /// Mean log density in nats of codes drawn from q that neither was fitted to.
  package let prior: Double
  package let mixture: Double

  package var isMixtureBetter: Bool { mixture > prior }
}

/// Whoever wanted a fit wants it no more.
package struct FitStopped: Error {}

extension LatentMixture {
  /// With more, a fit would take minutes for covariances of far more numbers than there are codes.
  package static let mostLatents = 512

  /// The mixture, of a few counts of components, that best foretells a tenth of the codes which it is not
  /// fitted to; and how it compares there with N(0, I). Needs at least 20 codes of at most `mostLatents`;
  /// nil otherwise. Asks between rounds whether to stop.
  ///
  /// The expectation step places means of q, and the maximisation step adds the variances of q to each
  /// component's own, so that the mixture is that of the codes and not of their means. A component's
  /// covariance is drawn towards the diagonal of all codes' as if `latents` of them had it, which keeps
  /// it regular however few codes it has.
  package static func fit(
    _ codes: borrowing Codes, seed: UInt64, kernels: any KernelTable, team: Team,
    isStopped: () -> Bool = { false }
  ) throws(FitStopped) -> (mixture: LatentMixture, comparison: SamplerComparison)? {
    guard codes.count >= 20, codes.latents <= mostLatents else { return nil }
    let held = codes.count / 10
    let means = kept(codes.means.shared, codes.count, codes.latents) { $0 }
    let variances = kept(codes.logVariances.shared, codes.count, codes.latents) { exp($0) }
    let heldOut = heldOutDraws(codes, held, seed, kernels)
    let data = MixtureView(
      means: means.shared, variances: variances.shared, count: codes.count - held,
      latents: codes.latents)
    var best: (mixture: LatentMixture, score: Double)?
    for count in [1, 2, 4, 8, 16, 32] where count == 1 || data.count / count >= 20 {
      let fitted = try data.fit(
        components: count, seed: seed, kernels: kernels, team: team, isStopped: isStopped)
      guard let mixture = fitted else { continue }
      let densities = mixture.logDensities(heldOut.shared, count: held, kernels: kernels)
      let score = densities.reduce(0, +) / Double(held)
      // More components than help only foretell worse and worse.
      if let best, score <= best.score { break }
      best = (mixture, score)
    }
    guard let best else { return nil }
    let square = kernels.sumOfSquares(heldOut.span) / Double(held)
    let prior = -square / 2 - Double(codes.latents) / 2 * log(2 * Double.pi)
    return (best.mixture, SamplerComparison(prior: prior, mixture: best.score))
  }

  /// `value` of the rows that are fitted to: all but every tenth.
  private static func kept(
    _ rows: SharedFloats, _ count: Int, _ latents: Int, _ value: (Float) -> Float
  ) -> Tensor {
    let held = count / 10
    let tensor = Tensor(count: (count - held) * latents)
    let shared = tensor.shared
    var numbers = shared.mutableSpan
    let all = rows.span
    var to = 0
    for row in 0..<count where !isHeldOut(row, held) {
      for j in 0..<latents { numbers[to + j] = value(all[row * latents + j]) }
      to += latents
    }
    return tensor
  }

  private static func isHeldOut(_ row: Int, _ held: Int) -> Bool {
    row % 10 == 9 && row / 10 < held
  }

  private static func heldOutDraws(
    _ codes: borrowing Codes, _ held: Int, _ seed: UInt64, _ kernels: any KernelTable
  ) -> Tensor {
    let draws = Tensor(count: held * codes.latents)
    let all = draws.shared
    for n in 0..<held {
      let row = 10 * n + 9
      let (mean, logVariance) = (
        codes.means.shared.rows(row..<row + 1, of: codes.latents),
        codes.logVariances.shared.rows(row..<row + 1, of: codes.latents)
      )
      drawFromGaussian(
        mean: mean.span, logVariance: logVariance.span,
        RandomKey(seed: seed, stream: RandomStream.mixtureStart, step: 1, image: UInt32(n)),
        into: all.rows(n..<n + 1, of: codes.latents), kernels)
    }
    return draws
  }
}
