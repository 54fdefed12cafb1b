import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

@Suite("AdamW and the sum of squares equal their plain twins")
struct OptimiserTests {
  static let counts = [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000, 5000]
  static let step = AdamWStep(
    gradientScale: 0.5, rate: 1e-2, correction1: 0.19, correction2: 0.002, decay: 0.1,
    averageDecay: 0.9)

  /// Every result is a handful of operations, each rounded once, on numbers of size 1 at most; the
  /// change is 0.01 m / 0.19 / sqrt(v / 0.002): at most 0.01 / 0.19 / sqrt(0.001 / 0.002) ~ 0.1.
  @Test(arguments: KernelSelection.available.map(\.name), counts)
  func adamWEqualsTheTwin(level: String, count: Int) throws {
    let mine = run(try KernelSelection.choose(level), count)
    let plain = run(PlainKernels(), count)
    for (mine, plain) in zip(mine, plain) { expectClose(mine, plain, 8 * 0x1p-24) }
  }

  /// 22 roundings of a chunk, as the comment there promises.
  @Test(arguments: KernelSelection.available.map(\.name), counts)
  func sumOfSquaresEqualsTheTwin(level: String, count: Int) throws {
    var numbers = RepeatableNumbers(seed: 2)
    let x = GuardedFloats(numbers.floats(count), .atEnd)
    let exact = PlainKernels().sumOfSquares(x.span)
    let found = try KernelSelection.choose(level).sumOfSquares(x.span)
    #expect(abs(found - exact) <= 22 * 0x1p-24 * exact)
  }

  private func run(_ kernels: any OptimiserKernels, _ count: Int) -> [[Float]] {
    var numbers = RepeatableNumbers(seed: 6)
    let gradient = GuardedFloats(numbers.floats(count), .atEnd)
    var weights = GuardedFloats(numbers.floats(count), .atEnd)
    var m = GuardedFloats(numbers.floats(count), .atEnd)
    var v = GuardedFloats(numbers.floats(count).map { 0.001 + abs($0) }, .atEnd)
    var average = GuardedFloats(numbers.floats(count), .atEnd)
    var w = weights.mutableSpan
    var first = m.mutableSpan
    var second = v.mutableSpan
    var e = average.mutableSpan
    kernels.adamW(
      Self.step, gradient: gradient.span, weights: &w, m: &first, v: &second, average: &e)
    return [weights.values, m.values, v.values, average.values]
  }
}
