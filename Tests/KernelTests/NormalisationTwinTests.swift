import Foundation
import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

@Suite("Every vector normalisation and activation equals its plain twin")
struct NormalisationTwinTests {
  /// With u = 2^-24: a lane's sum over rows and columns is rounded so often, and its total a few times
  /// more, so sums are off by (height + width + 16) u of the sum of their magnitudes. Squares are those of
  /// distances from the middle row's mean, which for numbers spread evenly over an interval lies within
  /// sqrt(3) deviations of the mean of all: E is four times that.
  /// Mean and factor are off by E of the values' spread and by u of the mean, which the factor f
  /// enlarges: h = f (x - mean) by e = E (2 + max |h|) + 4 u f |mean|.
  /// y is then off by less than 2 e + 8 u |y| (slopes are at most 1.1, gammas at most 1).
  /// du is off by that too (second derivatives are at most 1 and |dy| <= 1) and its sums by as much
  /// for each of their terms; dx is f times three such terms, the last of which takes |h| twice.
  /// ReLU's slope jumps at zero: numbers whose u is within 2 e of it may take either slope, and
  /// no case has them.
  @Test(arguments: KernelSelection.available.map(\.name), NormalisationCase.all)
  func equalsTheTwin(level: String, test: NormalisationCase) throws {
    let kernels = try KernelSelection.choose(level)
    for place in GuardedFloats.Place.allCases {
      let plain = NormalisationRun(PlainKernels(), test, place)
      let mine = NormalisationRun(kernels, test, place, statistics: plain.statistics)
      let layout = test.layout
      let u: Float = 0x1p-24
      let sums = 4 * Float(layout.height + layout.width + 16) * u
      let f = stride(from: 1, to: plain.statistics.count, by: 2).map { plain.statistics[$0] }.max()!
      let mean = stride(from: 0, to: plain.statistics.count, by: 2)
        .map { abs(plain.statistics[$0]) }.max()!
      let h = min(
        2 * f, Float(layout.valueCount / test.groups).squareRoot())
      let e = sums * (2 + h) + 4 * u * f * mean
      let count = Float(layout.height * layout.width)
      let size = 1 + abs(test.shift)
      expectClose(mine.statistics, plain.statistics, sums * f * f * size + 2 * u * mean * f)
      expectImages(mine.y, plain.y, mine.output, 2 * e + 8 * u * (2 + h))
      let du = 3 * e + 16 * u
      expectImages(mine.dx, plain.dx, mine.output, f * (1 + h) * (1 + h) * (du + sums))
      expectClose(
        mine.parameterGradient, plain.parameterGradient, count * (du + sums) * (1 + h))
      expectImages(mine.activated, plain.activated, mine.output, 8 * u * size)
      expectImages(mine.activatedGradient, plain.activatedGradient, mine.output, 16 * u * size)
    }
  }

  /// The worst for sums about the middle row's mean: a thousand deviations from zero, and a middle row
  /// as far from the others as a row can be. With R rows the squares are R times the variance at most, and
  /// their sums off by (height + width + 16) 2^-24, so the factor, a square root, by half of R times that.
  @Test(arguments: KernelSelection.available.map(\.name), [3, 16, 40])
  func aMiddleRowFarFromTheOthersCostsFewDigits(level: String, channels: Int) throws {
    let layout = ImageLayout(height: 33, width: 8, channels: channels)
    var numbers = RepeatableNumbers(seed: 6)
    var x = numbers.floats(layout.valueCount).map { 0.001 * $0 + 1000 }
    for i in layout.offset(0, 16, 0)..<layout.offset(0, 17, 0) { x[i] += 6 }
    let ones = [Float](repeating: 1, count: channels)
    var statistics: [Float] = [0, 0]
    var y = x
    var span = statistics.mutableSpan
    var result = y.mutableSpan
    try KernelSelection.choose(level).normaliseActivate(
      layout, images: 1, groups: 1, epsilon: 1e-5, .identity, x: x.span, gamma: ones.span,
      beta: ones.span, statistics: &span, y: &result, yBorder: 0)
    let mean = x.reduce(0.0) { $0 + Double($1) } / Double(x.count)
    let variance = x.reduce(0.0) { $0 + pow(Double($1) - mean, 2) } / Double(x.count)
    let factor = 1 / (variance + 1e-5).squareRoot()
    let rounding = Double(layout.height + layout.width + 16) * 0x1p-24
    #expect(abs(Double(statistics[0]) - mean) <= 0x1p-24 * mean + rounding * variance.squareRoot())
    #expect(abs(Double(statistics[1]) - factor) <= 0.5 * Double(layout.height) * rounding * factor)
  }

  @Test(arguments: KernelSelection.available.map(\.name), [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33])
  func addsExactly(level: String, count: Int) throws {
    var numbers = RepeatableNumbers(seed: 3)
    let (a, b) = (numbers.floats(count), numbers.floats(count))
    let x = GuardedFloats(a, .atEnd)
    var y = GuardedFloats(b, .atEnd)
    var span = y.mutableSpan
    try KernelSelection.choose(level).add(x.span, to: &span)
    #expect(y.values == zip(a, b).map { $0 + $1 })
  }

  private func expectImages(
    _ mine: [Float], _ plain: [Float], _ layout: ImageLayout, _ tolerance: Float,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      layout.borderIsPoison(images: 2, in: mine), "the border, or not all of the image, written",
      sourceLocation: sourceLocation)
    expectClose(
      layout.interior(images: 2, of: mine), layout.interior(images: 2, of: plain), tolerance,
      sourceLocation: sourceLocation)
  }
}

/// Written so that a NaN is a difference.
func expectClose(
  _ mine: [Float], _ expected: [Float], _ tolerance: Float,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(mine.count == expected.count, sourceLocation: sourceLocation)
  let wrong = zip(mine, expected).enumerated().first { !(abs($1.0 - $1.1) <= tolerance) }
  #expect(
    wrong == nil, "the first one out of tolerance \(tolerance) at \(wrong?.offset ?? 0)",
    sourceLocation: sourceLocation)
}
