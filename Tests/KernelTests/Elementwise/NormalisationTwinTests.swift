import Foundation
import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

@Suite("Every vector normalisation and activation equals its plain twin")
struct NormalisationTwinTests {
  @Test(arguments: KernelSelection.available.map(\.name), NormalisationCase.all)
  func equalsTheTwin(level: String, test: NormalisationCase) throws {
    try expectNone(test.differencesFromTwin(KernelSelection.choose(level)))
  }

  /// The worst for sums about the middle row's mean: a thousand deviations from zero, and a middle
  /// row as far from the others as a row can be. With R rows the squares are R times the variance
  /// at most, and their sums off by (height + width + 16) 2^-24, so the factor, a square root, by
  /// half of R times that.
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
    try expectNone(differencesOfSum(KernelSelection.choose(level), count: count))
  }
}
