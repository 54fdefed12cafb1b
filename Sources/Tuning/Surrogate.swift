import CLibrary

/// What a few results say of settings that were not tried: a Gaussian process, which knows how sure it is.
///
///     cov(a, b) = exp(-|a - b|^2 / (2 l^2)) exp(-(r_a - r_b)^2 / 2) + [a is b] noise
///
/// over settings and the rung r, from 0 to 1, that each was judged on; scores are brought to mean 0 and deviation 1.
/// The length l and the noise are those under which the results are likeliest.
package struct Surrogate {
  package struct Point {
    package let candidate: Candidate
    /// 0 on the lowest rung, 1 on the highest.
    package let height: Double

    package init(candidate: Candidate, height: Double) {
      (self.candidate, self.height) = (candidate, height)
    }
  }

  private let space: SearchSpace
  private let points: [Point]
  private let length: Double
  /// The lower triangle L of the covariance L Lt, by rows.
  private let factor: [[Double]]
  /// The inverse of the covariance times the scores.
  private let weights: [Double]

  private static let lengths = [0.3, 0.5, 0.8, 1.2, 2.0]
  private static let noises = [0.01, 0.05, 0.2]

  /// `scores` of `points`, low being good.
  package init(_ space: SearchSpace, _ points: [Point], scores: [Double]) {
    let scores = Surrogate.standardised(scores)
    var best: (likelihood: Double, length: Double, factor: [[Double]])?
    for length in Surrogate.lengths {
      for noise in Surrogate.noises {
        let covariance = points.indices.map { i in
          (0...i).map { j in
            Surrogate.covariance(space, points[i], points[j], length) + (i == j ? noise : 0)
          }
        }
        let factor = Surrogate.cholesky(covariance)
        // log N(scores; 0, covariance), but for a constant.
        let whitened = Surrogate.forward(factor, scores)
        let likelihood =
          -whitened.reduce(0) { $0 + $1 * $1 } / 2
          - factor.reduce(0) { $0 + log($1[$1.count - 1]) }
        if likelihood > best?.likelihood ?? -.infinity { best = (likelihood, length, factor) }
      }
    }
    self.space = space
    self.points = points
    length = best?.length ?? Surrogate.lengths[0]
    factor = best?.factor ?? []
    weights = Surrogate.backward(factor, Surrogate.forward(factor, scores))
  }

  /// The mean and the variance of a score, in the scores' standard units.
  package func prediction(_ candidate: Candidate, height: Double = 1) -> (
    mean: Double, variance: Double
  ) {
    let point = Point(candidate: candidate, height: height)
    let row = points.map { Surrogate.covariance(space, point, $0, length) }
    let whitened = Surrogate.forward(factor, row)
    let mean = zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return (mean, max(1e-12, 1 - whitened.reduce(0) { $0 + $1 * $1 }))
  }

  /// By how much a candidate is expected to fall below `best`: (best - m) F(z) + s f(z), z = (best - m) / s, with
  /// the normal distribution F and its density f.
  package func expectedImprovement(_ candidate: Candidate, on best: Double) -> Double {
    let (mean, variance) = prediction(candidate)
    let deviation = variance.squareRoot()
    let z = (best - mean) / deviation
    let below = erfc(-z / 2.0.squareRoot()) / 2
    return (best - mean) * below + deviation * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
  }

  // MARK: - Arithmetic

  /// To mean 0 and deviation 1. A training that failed is as bad as the worst that did not, and none is worse than
  /// three deviations of the better half: how bad bad ones are says little of good ones.
  package static func standardised(_ scores: [Double]) -> [Double] {
    let sorted = scores.filter(\.isFinite).sorted()
    guard let lowest = sorted.first else { return scores.map { _ in 0 } }
    let middle = sorted[sorted.count / 2]
    let limit = lowest + 3 * max(middle - lowest, 1e-9)
    let held = scores.map { $0.isFinite ? min($0, limit) : min(sorted[sorted.count - 1], limit) }
    let mean = held.reduce(0, +) / Double(held.count)
    let square = held.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(held.count)
    let deviation = max(square.squareRoot(), 1e-9)
    return held.map { ($0 - mean) / deviation }
  }

  private static func covariance(
    _ space: SearchSpace, _ a: Point, _ b: Point, _ length: Double
  ) -> Double {
    let apart = space.squaredDistance(a.candidate, b.candidate) / (length * length)
    let heights = (a.height - b.height) * (a.height - b.height)
    return exp(-(apart + heights) / 2)
  }

  /// L of a positive definite matrix L Lt, of which the lower triangle is given.
  package static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
    var factor: [[Double]] = []
    for row in matrix {
      var made: [Double] = []
      for (j, value) in row.enumerated() {
        let upper = j < factor.count ? factor[j] : made
        let rest = value - zip(made, upper).prefix(j).reduce(0) { $0 + $1.0 * $1.1 }
        made.append(j < factor.count ? rest / factor[j][j] : max(rest, 1e-12).squareRoot())
      }
      factor.append(made)
    }
    return factor
  }

  /// x of L x = b.
  package static func forward(_ factor: [[Double]], _ b: [Double]) -> [Double] {
    var x: [Double] = []
    for (row, value) in zip(factor, b) {
      let sum = zip(row, x).reduce(0) { $0 + $1.0 * $1.1 }
      x.append((value - sum) / row[x.count])
    }
    return x
  }

  /// x of Lt x = b.
  package static func backward(_ factor: [[Double]], _ b: [Double]) -> [Double] {
    var x = b
    for i in factor.indices.reversed() {
      x[i] /= factor[i][i]
      for j in 0..<i { x[j] -= factor[i][j] * x[i] }
    }
    return x
  }
}
