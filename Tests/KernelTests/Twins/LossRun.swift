import KernelContract
import TestSupport

/// One table's likelihood of two images, on numbers that depend on the size alone.
struct LossRun {
  /// The layout of `gradient`.
  let output: ImageLayout
  let gradient: [Float]
  let terms: [Double]
  let logScaleGradients: [Double]

  init(
    _ kernels: some LossKernels, _ term: LikelihoodTerm, _ layout: ImageLayout,
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
    output = layout.with(border: (layout.border + 1) % 3)
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
    terms = sums
    logScaleGradients = logScaleSums
    gradient = result.values
  }
}

/// Two rows of latents, log-variances beyond both clamps, and a loss that weighs all results.
struct LatentRun {
  let results: [[Float]]
  let loss: Double

  init(_ kernels: some LossKernels, _ latents: Int, step: (index: Int, size: Float) = (0, 0)) {
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
      weights: weights.span, gradient: &gradientSpan)
    results = [z.values, divergence.values, gradient.values]
    loss = (0..<count).reduce(0.0) { sum, i in
      let fromZ = Double(dz.values[i]) * Double(z.values[i])
      let fromDivergence = Double(weights.values[i]) * Double(divergence.values[i])
      return sum + fromZ + fromDivergence
    }
  }
}
