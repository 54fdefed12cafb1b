import KernelContract

extension VectorKernels: LossKernels {
  @inline(never)
  package func likelihood(
    _ term: LikelihoodTerm, _ layout: ImageLayout, images: Int,
    x: Span<Float>, xBorder: Int, r: Span<Float>, gradientScale: Float,
    gradient: inout MutableSpan<Float>, gradientBorder: Int,
    terms: inout MutableSpan<Double>, logScaleGradients: inout MutableSpan<Double>
  ) {
    let target = layout.with(border: xBorder)
    target.checkImages(
      images, x: x.count, plain: r.count, bordered: gradient.count, border: gradientBorder)
    layout.checkTerms(images, terms: terms.count, logScaleGradients: logScaleGradients.count)
    guard let x = unsafe x.address, let r = unsafe r.address,
      let gradient = unsafe gradient.address
    else { return }
    let output = layout.with(border: gradientBorder)
    let size = layout.valueCount
    for n in 0..<images {
      let loop = unsafe LikelihoodLoop(
        rows: layout.height, run: layout.width * layout.channels,
        x: x + target.offset(n, 0, 0), xStride: target.rowStride, r: r + n * size,
        gradient: gradient + output.offset(n, 0, 0), gradientStride: output.rowStride,
        scale: gradientScale)
      let sums =
        switch term {
        case .squaredError: loop.sums(SquaredError())
        case .absoluteError: loop.sums(AbsoluteError())
        case .bernoulli: loop.sums(Bernoulli())
        case .discretisedLogistic(let logScale): loop.sums(DiscretisedLogistic(logScale: logScale))
        }
      terms[n] = sums.value
      logScaleGradients[n] = sums.logScaleGradient
    }
  }
}

/// One image. Terms are summed in floats over the vectors of a row, those sums over `rowsAtOnce`
/// rows, and theirs in Double, so that a sum of terms of one sign is off by (vectors of a row +
/// rowsAtOnce + 5) 2^-24 of itself at most.
@safe private struct LikelihoodLoop {
  let rows: Int
  let run: Int
  let x: UnsafePointer<Float>
  let xStride: Int
  let r: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let gradientStride: Int
  let scale: Float

  private static let rowsAtOnce = 16

  @inline(__always)
  func sums<Term: LanePixelTerm>(_ term: Term) -> (value: Double, logScaleGradient: Double) {
    var sums = (value: 0.0, logScaleGradient: 0.0)
    for first in stride(from: 0, to: rows, by: LikelihoodLoop.rowsAtOnce) {
      var value = Lanes.zero
      var logScaleGradient = Lanes.zero
      for row in first..<min(rows, first + LikelihoodLoop.rowsAtOnce) {
        let x = unsafe x + row * xStride
        let r = unsafe r + row * run
        let gradient = unsafe gradient + row * gradientStride
        var rowValue = Lanes.zero
        var rowLogScaleGradient = Lanes.zero
        forEachVector(run) { i, count in
          let pixels = unsafe term.pixels(
            x: .load(x + i, first: count), r: .load(r + i, first: count))
          rowValue += pixels.value.keeping(first: count)
          if Term.hasLogScale {
            rowLogScaleGradient += pixels.logScaleGradient.keeping(first: count)
          }
          unsafe (pixels.gradient * scale).store(to: gradient + i, first: count)
        }
        value += rowValue
        logScaleGradient += rowLogScaleGradient
      }
      sums.value += Double(value.total)
      sums.logScaleGradient += Double(logScaleGradient.total)
    }
    return sums
  }
}
