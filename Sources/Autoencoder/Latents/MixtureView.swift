import CLibrary
import KernelContract
import Tensors
import Threads

/// The codes that a mixture is fitted to: rows of means and of variances of q.
struct MixtureView {
  let means: SharedFloats
  let variances: SharedFloats
  let count: Int
  let latents: Int
  /// Mean and variance of all codes, unit by unit.
  let centre: [Double]
  let spread: [Double]

  init(means: SharedFloats, variances: SharedFloats, count: Int, latents: Int) {
    var centre = [Double](repeating: 0, count: latents)
    var square = centre
    var inner = centre
    let (mean, variance) = (means.span, variances.span)
    for n in 0..<count {
      for j in 0..<latents {
        let value = Double(mean[n * latents + j])
        centre[j] += value / Double(count)
        square[j] += value * value / Double(count)
        inner[j] += Double(variance[n * latents + j]) / Double(count)
      }
    }
    spread = (0..<latents).map { max(square[$0] - centre[$0] * centre[$0] + inner[$0], 1e-6) }
    self.centre = centre
    self.means = means
    self.variances = variances
    self.count = count
    self.latents = latents
  }

  /// At most 50 rounds, fewer where the mean log density gains less than 1e-3 nats; nil where the codes
  /// are not numbers.
  func fit(
    components: Int, seed: UInt64, kernels: any KernelTable, team: Team, isStopped: () -> Bool
  ) throws(FitStopped) -> LatentMixture? {
    let shares = startingShares(components, seed, kernels)
    var mixture: LatentMixture?
    var before = -Double.infinity
    for _ in 0..<50 {
      if isStopped() { throw FitStopped() }
      guard let next = maximise(shares, components, kernels, team) else { return mixture }
      mixture = next
      let now = expect(next, shares, kernels, team)
      if now - before < 1e-3 { break }
      before = now
    }
    return mixture
  }

  /// shares[n, k] <- p(component k | mean n); returns the mean log density.
  private func expect(
    _ mixture: LatentMixture, _ shares: SharedArray<Double>, _ kernels: any KernelTable,
    _ team: Team
  ) -> Double {
    let count = mixture.components.count
    team.run(units: count) { k in
      mixture.components[k].logDensities(
        means, count: self.count, kernels, into: shares, at: k, every: count)
    }
    var sum = 0.0
    for n in 0..<self.count {
      let range = n * count..<(n + 1) * count
      sum += shares.logMeanExp(range, shares: shares) + log(Double(count))
    }
    return sum / Double(self.count)
  }

  /// The mixture that the shares ask for.
  private func maximise(
    _ shares: SharedArray<Double>, _ components: Int, _ kernels: any KernelTable, _ team: Team
  ) -> LatentMixture? {
    let results = SharedArray<LatentMixture.Component?>(repeating: nil, count: components)
    team.run(units: components) { k in
      results[k] = MixtureComponentFit(
        data: self, shares: shares, index: k, components: components, kernels: kernels
      ).component()
    }
    let fitted = results.array.compactMap { $0 }
    return fitted.count == components
      ? LatentMixture(latents: latents, components: fitted) : nil
  }

  /// Each code to the nearest of some codes chosen by k-means++: the next with a chance proportional
  /// to its squared distance from those before.
  private func startingShares(
    _ components: Int, _ seed: UInt64, _ kernels: any KernelTable
  ) -> SharedArray<Double> {
    let random = Tensor(count: components)
    let chances = random.shared
    var chance = chances.mutableSpan
    kernels.uniform(
      RandomKey(seed: seed, stream: RandomStream.mixtureStart, step: 0, image: 0), into: &chance)
    var nearest = [Int](repeating: 0, count: count)
    var distances = [Double](repeating: .infinity, count: count)
    var chosen = min(count - 1, Int(chance[0] * Float(count)))
    for k in 0..<components {
      if k > 0 {
        var left = Double(chance[k]) * distances.reduce(0, +)
        chosen =
          distances.firstIndex {
            left -= $0; return left <= 0
          } ?? count - 1
      }
      for n in 0..<count {
        let distance = squaredDistance(n, chosen)
        if distance < distances[n] { (distances[n], nearest[n]) = (distance, k) }
      }
    }
    let shares = SharedArray<Double>(count: count * components)
    for n in 0..<count { shares[n * components + nearest[n]] = 1 }
    return shares
  }

  private func squaredDistance(_ a: Int, _ b: Int) -> Double {
    let codes = means.span
    var sum: Float = 0
    for j in 0..<latents {
      let difference = codes[a * latents + j] - codes[b * latents + j]
      sum += difference * difference
    }
    return Double(sum)
  }
}
