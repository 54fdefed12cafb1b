import Tensors

/// What the encoder says of some pictures: rows of means and of log-variances, clamped.
package struct Codes: ~Copyable {
  package let count: Int
  package let latents: Int
  package let means: Tensor
  package let logVariances: Tensor

  package init(count: Int, latents: Int) {
    self.count = count
    self.latents = latents
    means = Tensor(count: count * latents)
    logVariances = Tensor(count: count * latents)
  }

  /// Takes rows of (mean | log-variance) as the head writes them.
  func fill(_ rows: Range<Int>, from gaussians: SharedFloats, _ layout: GaussianLayout) {
    let given = gaussians.span
    let (means, logVariances) = (
      self.means.shared.rows(rows, of: latents), self.logVariances.shared.rows(rows, of: latents)
    )
    var mean = means.mutableSpan
    var logVariance = logVariances.mutableSpan
    for row in 0..<rows.count {
      for j in 0..<latents {
        let first = row * layout.count
        mean[row * latents + j] = given[first + layout.mean(j)]
        logVariance[row * latents + j] = LogVariance.clamped(given[first + layout.logVariance(j)])
      }
    }
  }
}

/// The bounds of a log-variance: those that the kernels keep too.
package enum LogVariance {
  package static let range: ClosedRange<Float> = -12...8

  package static func clamped(_ value: Float) -> Float {
    min(max(value, range.lowerBound), range.upperBound)
  }
}
