import KernelContract

extension VectorKernels: OptimiserKernels {
  /// Squares are summed in floats over 64 vectors at most, in four chains, and those sums in
  /// Double: 16 roundings in a chain, two between chains and one for each halving of at most 16
  /// lanes, so the relative error is below 22 2^-24.
  @inline(never)
  package func sumOfSquares(_ x: Span<Float>) -> Double {
    guard let source = unsafe x.address else { return 0 }
    let step = 4 * Lanes.scalarCount
    var total = 0.0
    var start = 0
    while start + step <= x.count {
      let end = min(x.count / step * step, start + 16 * step)
      var sums = InlineArray<4, Lanes>(repeating: .zero)
      while start < end {
        for chain in 0..<4 {
          let value = unsafe Lanes.load(source + start + chain * Lanes.scalarCount)
          sums[chain] = value.times(value, plus: sums[chain])
        }
        start += step
      }
      total += Double(((sums[0] + sums[1]) + (sums[2] + sums[3])).total)
    }
    while start < x.count {
      let value = unsafe Double(source[start])
      total += value * value
      start += 1
    }
    return total
  }

  @inline(never)
  package func adamW(
    _ step: AdamWStep, gradient: Span<Float>, weights: inout MutableSpan<Float>,
    m: inout MutableSpan<Float>, v: inout MutableSpan<Float>, average: inout MutableSpan<Float>
  ) {
    checkSameCount(gradient.count, weights.count)
    checkSameCount(gradient.count, m.count)
    checkSameCount(gradient.count, v.count)
    if average.count > 0 { checkSameCount(gradient.count, average.count) }
    guard let g = unsafe gradient.address, let w = unsafe weights.address,
      let m = unsafe m.address, let v = unsafe v.address
    else { return }
    let e = unsafe average.address
    let firstShare = Lanes(repeating: 1 - step.beta1)
    let secondShare = Lanes(repeating: 1 - step.beta2)
    let averageShare = Lanes(repeating: 1 - step.averageDecay)
    let invCorrection2 = 1 / step.correction2
    let rate = step.rate / step.correction1
    let kept = Lanes(repeating: 1 - step.rate * step.decay)
    forEachVector(gradient.count) { i, count in
      let gradient = unsafe Lanes.load(g + i, first: count) * step.gradientScale
      let first = unsafe Lanes.load(m + i, first: count)
        .times(Lanes(repeating: step.beta1), plus: gradient * firstShare)
      let second = unsafe Lanes.load(v + i, first: count)
        .times(Lanes(repeating: step.beta2), plus: gradient * gradient * secondShare)
      let change = first * rate / ((second * invCorrection2).squareRoot() + step.epsilon)
      let next = unsafe Lanes.load(w + i, first: count) * kept - change
      unsafe first.store(to: m + i, first: count)
      unsafe second.store(to: v + i, first: count)
      unsafe next.store(to: w + i, first: count)
      guard let e = unsafe e else { return }
      let average = unsafe Lanes.load(e + i, first: count)
        .times(Lanes(repeating: step.averageDecay), plus: next * averageShare)
      unsafe average.store(to: e + i, first: count)
    }
  }
}

extension VectorKernels: RandomKernels, KernelTable {}
