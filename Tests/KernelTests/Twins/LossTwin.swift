import CMath
import KernelContract
import PlainKernels
import TestSupport

extension LikelihoodTerm {
  static let cases: [LikelihoodTerm] = [
    .squaredError, .absoluteError, .bernoulli, .discretisedLogistic(logScale: -1.5),
    .discretisedLogistic(logScale: -4.5),
  ]
  /// The last has more rows than are summed in floats.
  static let layouts = [
    (1, 1, 1), (2, 3, 3), (3, 5, 3), (1, 16, 1), (4, 11, 3), (8, 8, 3), (33, 5, 3),
  ].map {
    ImageLayout(height: $0.0, width: $0.1, channels: $0.2, border: $0.1 % 2)
  }

  /// u = 2^-24. A pixel's term is off by a few roundings of numbers up to `size`, the largest of
  /// what it is made of: 4, or 3 / scale for the logistic; its sum over a row by (vectors + 5) u
  /// more, of a whole no more than size a pixel. The factor 8 counts the roundings of softplus and
  /// sigmoid. The gradient of the scale is made of a sigmoid(-a), |a| <= size: a is off by size u,
  /// and so sigmoid by (8 + size) u, the product by size (9 + size) u, less than 2 size^2 u as size
  /// is 21 at least. Two tails and the sum over a row make that 4 size^2 u and (vectors + 5) size
  /// u: 24 size^2 u has room for them.
  func differencesFromTwin(_ kernels: some LossKernels, _ layout: ImageLayout) -> Differences {
    var size: Float = 4
    var slope: Float = 1
    if case .discretisedLogistic(let logScale) = self {
      slope = Float(exp(-Double(logScale)))
      size = 3 * slope + 8
    }
    let u: Float = 0x1p-24
    let rounded = Float(layout.valueCount) * size * u * 24
    var differences: Differences = []
    for place in GuardedFloats.Place.allCases {
      let mine = LossRun(kernels, self, layout, place)
      let plain = LossRun(PlainKernels(), self, layout, place)
      // Where the argument of sigmoid is off by u size, so is its value.
      differences.compare(
        "gradient", mine.gradient, plain.gradient, mine.output, images: 2,
        (8 + size) * u * max(slope, 4))
      differences.compare(
        "terms", mine.terms.map { Float($0) }, plain.terms.map { Float($0) }, rounded)
      differences.compare(
        "gradients of the scale", mine.logScaleGradients.map { Float($0) },
        plain.logScaleGradients.map { Float($0) }, rounded * size)
    }
    return differences
  }
}

let latentCounts = [1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 128]

/// Both clamps and both images of rows that lanes do not divide; numbers of size exp(8) / 2 at
/// most, a dozen roundings of the larger of a number and 1.
func differencesOfLatents(_ kernels: some LossKernels, latents: Int) -> Differences {
  let mine = LatentRun(kernels, latents).results
  let plain = LatentRun(PlainKernels(), latents).results
  var differences: Differences = []
  for (i, name) in ["z", "divergence", "gradient of latents"].enumerated() {
    differences.compare(name, mine[i], plain[i]) { 12 * 0x1p-24 * max(abs($0), 8) }
  }
  return differences
}
