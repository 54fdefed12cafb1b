import KernelContract
import Tensors

/// The maximisation step of one component:
///
///     N          = sum of its shares
///     mean       = sum of share x / N
///     covariance = ( sum of share ((x - mean)(x - mean)^T + diagonal(q's variances))
///                    + latents diagonal(all codes' variances) ) / (N + latents)
struct MixtureComponentFit {
  let data: MixtureView
  let shares: SharedArray<Double>
  let index: Int
  let components: Int
  let kernels: any KernelTable

  private func share(_ n: Int) -> Double { shares[n * components + index] }

  /// nil where the codes are not numbers.
  func component() -> LatentMixture.Component? {
    let latents = data.latents
    var total = 0.0
    for n in 0..<data.count { total += share(n) }
    let mean = mean(total)
    guard let affine = try? ConvolutionGeometry(inputs: latents, outputs: latents) else {
      return nil
    }
    // A^T A with rows sqrt(share) (x - mean) is what an affine layer's weight gradient computes.
    let centred = centredRows(mean)
    let products = Tensor(count: latents * latents)
    let shared = products.shared
    var sums = shared.mutableSpan
    var workspace = Tensor(count: kernels.workspaceCount(affine))
    var scratch = workspace.mutableSpan
    kernels.weightGradient(
      affine, images: data.count, fine: centred.span, fineBorder: 0, coarse: centred.span,
      coarseBorder: 0, units: 0..<kernels.weightGradientUnits(affine), gradient: &sums,
      workspace: &scratch)
    let inner = innerVariances()
    var covariance = [Double](repeating: 0, count: latents * latents)
    let strength = Double(latents)
    for i in 0..<latents {
      for j in 0...i {
        covariance[i * latents + j] = Double(sums[i * latents + j]) / (total + strength)
      }
      covariance[i * latents + i] +=
        (inner[i] + strength * data.spread[i]) / (total + strength)
    }
    guard let factor = choleskyFactor(covariance, size: latents) else { return nil }
    return LatentMixture.Component(
      share: (total + 1) / Double(data.count + components), mean: mean.map(Float.init),
      factor: factor.map(Float.init))
  }

  /// A component that hardly has a code stands in the middle of all.
  private func mean(_ total: Double) -> [Double] {
    guard total > 1e-3 else { return data.centre }
    var mean = [Double](repeating: 0, count: data.latents)
    let means = data.means.span
    for n in 0..<data.count {
      let share = share(n) / total
      if share == 0 { continue }
      for j in 0..<data.latents { mean[j] += share * Double(means[n * data.latents + j]) }
    }
    return mean
  }

  private func centredRows(_ mean: [Double]) -> Tensor {
    let centred = Tensor(count: data.count * data.latents)
    let shared = centred.shared
    var rows = shared.mutableSpan
    let means = data.means.span
    for n in 0..<data.count {
      let root = Float(share(n).squareRoot())
      for j in 0..<data.latents {
        let index = n * data.latents + j
        rows[index] = root * (means[index] - Float(mean[j]))
      }
    }
    return centred
  }

  /// sum of share times q's variances
  private func innerVariances() -> [Double] {
    var sums = [Double](repeating: 0, count: data.latents)
    let variances = data.variances.span
    for n in 0..<data.count {
      let share = share(n)
      for j in 0..<data.latents { sums[j] += share * Double(variances[n * data.latents + j]) }
    }
    return sums
  }
}
