import KernelContract
import PlainKernels
import TestSupport

let parameterCounts = [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000, 5000]

/// Every result is a handful of operations, each rounded once, on numbers of size 1 at most; the
/// change is 0.01 m / 0.36 / sqrt(v / 0.02): at most 0.01 / 0.36 / sqrt(0.001 / 0.02) ~ 0.13. No
/// factor of the step is a default, so that none can stand in the kernel in its place.
func differencesOfAdamW(_ kernels: some OptimiserKernels, count: Int) -> Differences {
  let mine = resultsOfAdamW(kernels, count)
  let plain = resultsOfAdamW(PlainKernels(), count)
  var differences: Differences = []
  for (i, name) in ["weights", "m", "v", "average"].enumerated() {
    differences.compare(name, mine[i], plain[i], 8 * 0x1p-24)
  }
  if resultsOfAdamW(kernels, count, keepsAverage: false).dropLast() != mine.dropLast() {
    differences.append("AdamW without an average is another")
  }
  return differences
}

/// 22 roundings of a chunk, as the comment there promises.
func differencesOfSquares(_ kernels: some OptimiserKernels, count: Int) -> Differences {
  var numbers = RepeatableNumbers(seed: 2)
  let x = GuardedFloats(numbers.floats(count), .atEnd)
  let exact = PlainKernels().sumOfSquares(x.span)
  let found = kernels.sumOfSquares(x.span)
  return abs(found - exact) <= 22 * 0x1p-24 * exact
    ? [] : ["sum of squares: \(found) instead of \(exact)"]
}

private let step = AdamWStep(
  gradientScale: 0.5, rate: 1e-2, beta1: 0.8, beta2: 0.99, correction1: 0.36, correction2: 0.02,
  epsilon: 1e-3, decay: 0.1, averageDecay: 0.7)

private func resultsOfAdamW(
  _ kernels: some OptimiserKernels, _ count: Int, keepsAverage: Bool = true
) -> [[Float]] {
  var numbers = RepeatableNumbers(seed: 6)
  let gradient = GuardedFloats(numbers.floats(count), .atEnd)
  var weights = GuardedFloats(numbers.floats(count), .atEnd)
  var m = GuardedFloats(numbers.floats(count), .atEnd)
  var v = GuardedFloats(numbers.floats(count).map { 0.001 + abs($0) }, .atEnd)
  var average = GuardedFloats(keepsAverage ? numbers.floats(count) : [], .atEnd)
  var w = weights.mutableSpan
  var first = m.mutableSpan
  var second = v.mutableSpan
  var e = average.mutableSpan
  kernels.adamW(
    step, gradient: gradient.span, weights: &w, m: &first, v: &second, average: &e)
  return [weights.values, m.values, v.values, average.values]
}
