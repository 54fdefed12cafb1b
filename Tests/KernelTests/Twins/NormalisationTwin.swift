import KernelContract
import PlainKernels
import TestSupport

extension NormalisationCase {
  /// With u = 2^-24: a lane's sum over rows and columns is rounded so often, and its total a few
  /// times more, so sums are off by (height + width + 16) u of the sum of their magnitudes. Squares
  /// are those of distances from the middle row's mean, which for numbers spread evenly over an
  /// interval lies within sqrt(3) deviations of the mean of all: E is four times that. Mean and
  /// factor are off by E of the values' spread and by u of the mean, which the factor f enlarges: h
  /// = f (x - mean) by e = E (2 + max |h|) + 4 u f |mean|. y is then off by less than 2 e + 8 u |y|
  /// (slopes are at most 1.1, gammas at most 1). du is off by that too (second derivatives are at
  /// most 1 and |dy| <= 1) and its sums by as much for each of their terms; dx is f times three
  /// such terms, the last of which takes |h| twice. The leaky ReLU's slope jumps at zero: numbers
  /// whose u is within 2 e of it may take either slope, and no case has them.
  func differencesFromTwin(_ kernels: some NormalisationKernels) -> Differences {
    var differences: Differences = []
    for place in GuardedFloats.Place.allCases {
      let plain = NormalisationRun(PlainKernels(), self, place)
      let mine = NormalisationRun(kernels, self, place, statistics: plain.statistics)
      let u: Float = 0x1p-24
      let sums = 4 * Float(layout.height + layout.width + 16) * u
      var f: Float = 0
      var mean: Float = 0
      for i in stride(from: 0, to: plain.statistics.count, by: 2) {
        mean = max(mean, abs(plain.statistics[i]))
        f = max(f, plain.statistics[i + 1])
      }
      let h = min(2 * f, Float(layout.valueCount / groups).squareRoot())
      let e = sums * (2 + h) + 4 * u * f * mean
      let count = Float(layout.height * layout.width)
      let size = 1 + abs(shift)
      differences.compare(
        "statistics", mine.statistics, plain.statistics, sums * f * f * size + 2 * u * mean * f)
      let du = 3 * e + 16 * u
      differences.compare(
        "parameter gradient", mine.parameterGradient, plain.parameterGradient,
        count * (du + sums) * (1 + h))
      for (name, found, expected, tolerance) in [
        ("y", mine.y, plain.y, 2 * e + 8 * u * (2 + h)),
        ("dx", mine.dx, plain.dx, f * (1 + h) * (1 + h) * (du + sums)),
        ("activated", mine.activated, plain.activated, 8 * u * size),
        ("activated gradient", mine.activatedGradient, plain.activatedGradient, 16 * u * size),
      ] {
        differences.compare(name, found, expected, mine.output, images: images, tolerance)
      }
    }
    return differences
  }
}

/// y += x of `count` numbers, which is exact.
func differencesOfSum(_ kernels: some NormalisationKernels, count: Int) -> Differences {
  var numbers = RepeatableNumbers(seed: 3)
  let (a, b) = (numbers.floats(count), numbers.floats(count))
  let x = GuardedFloats(a, .atEnd)
  var y = GuardedFloats(b, .atEnd)
  var span = y.mutableSpan
  kernels.add(x.span, to: &span)
  var differences: Differences = []
  differences.compareBits("sum", y.values, zip(a, b).map { $0 + $1 })
  return differences
}
