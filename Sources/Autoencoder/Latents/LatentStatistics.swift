import CLibrary

/// What the codes of a data set are like, unit by unit; codes may be added in several parts.
package struct LatentStatistics: Sendable {
  package let latents: Int
  package private(set) var count = 0
  private var meanSums: [Double]
  private var meanSquareSums: [Double]
  private var varianceSums: [Double]
  private var divergenceSums: [Double]

  package init(latents: Int) {
    self.latents = latents
    meanSums = Array(repeating: 0, count: latents)
    meanSquareSums = meanSums
    varianceSums = meanSums
    divergenceSums = meanSums
  }

  package mutating func add(_ codes: borrowing Codes) {
    let means = codes.means.span
    let logVariances = codes.logVariances.span
    for row in 0..<codes.count {
      for j in 0..<latents {
        let mean = means[row * latents + j]
        let logVariance = logVariances[row * latents + j]
        meanSums[j] += Double(mean)
        meanSquareSums[j] += Double(mean) * Double(mean)
        varianceSums[j] += exp(Double(logVariance))
        divergenceSums[j] += gaussianDivergence(mean: mean, logVariance: logVariance)
      }
    }
    count += codes.count
  }

  private var n: Double { Double(max(count, 1)) }

  /// Mean over the data of each unit's KL(q || N(0, 1)), in nats.
  package var divergences: [Double] { divergenceSums.map { $0 / n } }
  /// The aggregate posterior's mean of each unit.
  package var means: [Double] { meanSums.map { $0 / n } }
  /// Variance over the data of each unit's mean.
  package var varianceOfMeans: [Double] {
    (0..<latents).map { max(0, meanSquareSums[$0] / n - means[$0] * means[$0]) }
  }
  /// The aggregate posterior's variance of each unit.
  package var variances: [Double] {
    zip(varianceOfMeans, varianceSums).map { $0 + $1 / n }
  }

  /// Units whose mean varies over the data by more than 0.01.
  package var activeUnits: Int { varianceOfMeans.count { $0 > 0.01 } }

  /// KL of the Gaussian with the aggregate posterior's means and variances from N(0, I), in nats: how
  /// far the codes are, taken together, from what the prior draws.
  package var distanceFromPrior: Double {
    zip(means, variances).reduce(0) { sum, unit in
      sum + (unit.0 * unit.0 + unit.1 - 1 - log(max(unit.1, 1e-12))) / 2
    }
  }
}
