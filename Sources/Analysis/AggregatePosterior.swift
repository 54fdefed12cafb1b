#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the codes of many pictures are like together: q(z), the mean over pictures of q(z|x).
package struct AggregatePosterior: Sendable {
  /// The mean of each unit over the pictures.
  package let means: [Double]
  /// The variance of each unit's mean over the pictures: how much it says.
  package let spread: [Double]
  /// The variance of each unit under q(z): spread plus the mean of q(z|x)'s own variance.
  package let variances: [Double]
  /// KL(q(z_j|x) || N(0, 1)) of each unit in nats, mean over the pictures.
  package let divergences: [Double]

  /// From rows of means and of log-variances, `latents` numbers a picture.
  package init(means rows: [Float], logVariances: [Float], latents: Int) {
    precondition(rows.count == logVariances.count && rows.count % latents == 0, "ragged rows")
    let pictures = Double(max(rows.count / latents, 1))
    var sums = [Double](repeating: 0, count: latents)
    var squares = sums
    var inner = sums
    var divergences = sums
    for i in rows.indices {
      let unit = i % latents
      let mean = Double(rows[i])
      let logVariance = min(max(Double(logVariances[i]), -12), 8)
      sums[unit] += mean
      squares[unit] += mean * mean
      inner[unit] += exp(logVariance)
      divergences[unit] += (mean * mean + exp(logVariance) - 1 - logVariance) / 2
    }
    let means = sums.map { $0 / pictures }
    let spread = (0..<latents).map { max(0, squares[$0] / pictures - means[$0] * means[$0]) }
    self.means = means
    self.spread = spread
    variances = (0..<latents).map { spread[$0] + inner[$0] / pictures }
    self.divergences = divergences.map { $0 / pictures }
  }

  /// Units whose mean varies by more than 0.01 over the pictures.
  package var activeUnits: Int { spread.count { $0 > 0.01 } }

  /// Units by what they carry, most first.
  package var unitsByDivergence: [Int] {
    divergences.indices.sorted { (divergences[$0], $1) > (divergences[$1], $0) }
  }

  /// Between q(z), taken unit by unit as a Gaussian, and the prior:
  /// sum over j of (mean_j^2 + variance_j - 1 - log variance_j) / 2 nats; 0 where they agree.
  package var distanceFromPrior: Double {
    means.indices.reduce(0) { sum, j in
      sum + (means[j] * means[j] + variances[j] - 1 - log(max(variances[j], 1e-30))) / 2
    }
  }
}
