import Foundation
import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

/// One table's likelihood and latents on numbers that depend on the size alone.
private struct LossRun {
  let gradient: [Float]
  let terms: [Double]
  let logScaleGradients: [Double]

  init(
    _ kernels: any LossKernels, _ term: LikelihoodTerm, _ layout: ImageLayout,
    _ place: GuardedFloats.Place, step: (index: Int, size: Float) = (0, 0)
  ) {
    var numbers = RepeatableNumbers(seed: 8)
    // Levels of a byte, both ends among them.
    let x = layout.poisoned(images: 2, zeros: 0, &numbers)
      .map { $0.isNaN ? $0 : max(0, min(1, (($0 * 0.7 + 0.5) * 255).rounded() / 255)) }
    var r = numbers.floats(2 * layout.valueCount)
    r[step.index] += step.size
    let xs = GuardedFloats(x, place)
    let rs = GuardedFloats(r, place)
    let output = layout.with(border: (layout.border + 1) % 3)
    var result = GuardedFloats(count: 2 * output.imageStride, place)
    var span = result.mutableSpan
    var sums: [Double] = [.nan, .nan]
    var logScaleSums: [Double] = [.nan, .nan]
    var termSpan = sums.mutableSpan
    var logScaleSpan = logScaleSums.mutableSpan
    kernels.likelihood(
      term, layout, images: 2, x: xs.span, xBorder: layout.border, r: rs.span,
      gradientScale: 1, gradient: &span, gradientBorder: output.border,
      terms: &termSpan, logScaleGradients: &logScaleSpan)
    #expect(output.borderIsPoison(images: 2, in: result.values))
    terms = sums
    logScaleGradients = logScaleSums
    gradient = output.interior(images: 2, of: result.values)
  }
}

@Suite("Likelihoods and latents equal their plain twins, and their gradients their differences")
struct LossTests {
  static let terms: [LikelihoodTerm] = [
    .squaredError, .absoluteError, .bernoulli, .discretisedLogistic(logScale: -1.5),
    .discretisedLogistic(logScale: -4.5),
  ]
  static let layouts = [(1, 1, 1), (2, 3, 3), (3, 5, 3), (1, 16, 1), (4, 11, 3), (8, 8, 3)].map {
    ImageLayout(height: $0.0, width: $0.1, channels: $0.2, border: $0.1 % 2)
  }

  /// u = 2^-24. A pixel's term is off by a few roundings of numbers up to `size`, the largest of what it
  /// is made of: 4, or 3 / scale for the logistic; its sum over a row by (vectors + 5) u more, of
  /// a whole no more than size a pixel. The factor 8 counts the roundings of softplus and sigmoid.
  @Test(arguments: KernelSelection.available.map(\.name), terms)
  func likelihoodEqualsTheTwin(level: String, term: LikelihoodTerm) throws {
    let kernels = try KernelSelection.choose(level)
    for layout in Self.layouts {
      for place in GuardedFloats.Place.allCases {
        let mine = LossRun(kernels, term, layout, place)
        let plain = LossRun(PlainKernels(), term, layout, place)
        var size: Float = 4
        var slope: Float = 1
        if case .discretisedLogistic(let logScale) = term {
          slope = exp(-logScale)
          size = 3 * slope + 8
        }
        let u: Float = 0x1p-24
        // Where the argument of sigmoid is off by u size, so is its value.
        expectClose(mine.gradient, plain.gradient, (8 + size) * u * max(slope, 4))
        let rounded = Float(layout.valueCount) * size * u * 24
        expectClose(mine.terms.map(Float.init), plain.terms.map(Float.init), rounded)
        expectClose(
          mine.logScaleGradients.map(Float.init), plain.logScaleGradients.map(Float.init),
          rounded * size)
      }
    }
  }

  /// (f(r + s) - f(r - s)) / 2 s is off by s^2 / 6 of the third derivative, at most 1 / scale^3 / 8, and
  /// by the rounding of r: 2^-24 over s of the slope.
  @Test(arguments: terms)
  func likelihoodGradientsAreDifferences(term: LikelihoodTerm) {
    let layout = Self.layouts[2]
    let step: Float = 0x1p-10
    let whole = LossRun(PlainKernels(), term, layout, .atStart)
    for i in 0..<2 * layout.valueCount {
      let n = i / layout.valueCount
      let up = LossRun(PlainKernels(), term, layout, .atStart, step: (i, step)).terms[n]
      let down = LossRun(PlainKernels(), term, layout, .atStart, step: (i, -step)).terms[n]
      // The gradient of the squared error is half its slope, by its definition.
      let slope = (up - down) / Double(2 * step) * (term == .squaredError ? 0.5 : 1)
      var scale = 1.0
      if case .discretisedLogistic(let logScale) = term { scale = exp(Double(logScale)) }
      let tolerance = pow(Double(step), 2) / 48 / pow(scale, 3) + 0x1p-12 / scale
      #expect(abs(slope - Double(whole.gradient[i])) <= tolerance, "\(term), pixel \(i)")
    }
    if case .discretisedLogistic(let logScale) = term {
      let near = [step, -step].map {
        LossRun(PlainKernels(), .discretisedLogistic(logScale: logScale + $0), layout, .atStart)
          .terms
      }
      for n in 0..<2 {
        let slope = (near[0][n] - near[1][n]) / Double(2 * step)
        #expect(abs(slope - whole.logScaleGradients[n]) <= 1e-4 * abs(slope) + 1e-3)
      }
    }
  }

  /// Both clamps and both images of rows that lanes do not divide; numbers of size exp(8) / 2 at most,
  /// a dozen roundings of the larger of a number and 1.
  @Test(arguments: KernelSelection.available.map(\.name), [1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 128])
  func latentsEqualTheTwin(level: String, latents: Int) throws {
    let mine = LatentRun(try KernelSelection.choose(level), latents)
    let plain = LatentRun(PlainKernels(), latents)
    for (a, b) in zip(mine.results, plain.results) {
      for (a, b) in zip(a, b) { #expect(abs(a - b) <= 12 * 0x1p-24 * max(abs(b), 8)) }
    }
  }

  /// d/dv of z and of the divergence, by central differences of relative error s^2 / 6 (1.6e-5).
  @Test func latentGradientsAreDifferences() {
    let latents = 9
    let whole = LatentRun(PlainKernels(), latents)
    for i in 0..<4 * latents {
      let step: Float = 0x1p-7
      let near = [step, -step].map { LatentRun(PlainKernels(), latents, step: (i, $0)).loss }
      let slope = (near[0] - near[1]) / Double(2 * step)
      let found = Double(whole.results[2][i])
      #expect(abs(slope - found) <= 1e-3 * max(1, abs(found)), "number \(i)")
    }
  }
}

/// Two rows of latents, log-variances beyond both clamps, and a loss that weighs all results.
private struct LatentRun {
  let results: [[Float]]
  let loss: Double

  init(_ kernels: any LossKernels, _ latents: Int, step: (index: Int, size: Float) = (0, 0)) {
    var numbers = RepeatableNumbers(seed: 4)
    let count = 2 * latents
    var gaussians = (0..<4 * latents).map { i in
      Float.random(in: i / latents % 2 == 0 ? -2...2 : -16...9, using: &numbers)
    }
    gaussians[step.index] += step.size
    let rows = GuardedFloats(gaussians, .atEnd)
    let noise = GuardedFloats(numbers.floats(count), .atEnd)
    let dz = GuardedFloats(numbers.floats(count), .atEnd)
    let weights = GuardedFloats(numbers.floats(count), .atEnd)
    var z = GuardedFloats(count: count, .atEnd)
    var divergence = GuardedFloats(count: count, .atEnd)
    var gradient = GuardedFloats(count: 2 * count, .atEnd)
    var zSpan = z.mutableSpan
    var divergenceSpan = divergence.mutableSpan
    var gradientSpan = gradient.mutableSpan
    kernels.sampleLatents(
      images: 2, latents: latents, gaussians: rows.span, noise: noise.span, z: &zSpan,
      divergence: &divergenceSpan)
    kernels.sampleLatentsGradient(
      images: 2, latents: latents, gaussians: rows.span, noise: noise.span, dz: dz.span,
      dzScale: 0.5, weights: weights.span, gradient: &gradientSpan)
    results = [z.values, divergence.values, gradient.values]
    loss = (0..<count).reduce(0) {
      $0 + 0.5 * Double(dz.values[$1]) * Double(z.values[$1])
        + Double(weights.values[$1]) * Double(divergence.values[$1])
    }
  }
}
