import KernelContract

extension VectorKernels {
  @inline(never)
  package func sampleLatents(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    z: inout MutableSpan<Float>, divergence: inout MutableSpan<Float>
  ) {
    checkLatents(
      images: images, latents: latents, gaussians: gaussians.count, noise: noise.count,
      results: z.count, divergence.count)
    guard let gaussians = unsafe gaussians.address, let noise = unsafe noise.address,
      let z = unsafe z.address, let divergence = unsafe divergence.address
    else { return }
    for n in 0..<images {
      let row = unsafe gaussians + 2 * n * latents
      forEachVector(latents) { j, count in
        let mean = unsafe Lanes.load(row + j, first: count)
        let v = unsafe clamped(.load(row + latents + j, first: count))
        let at = n * latents + j
        unsafe Lanes.boundedExp(v * 0.5).times(.load(noise + at, first: count), plus: mean)
          .store(to: z + at, first: count)
        let terms = mean.times(mean, plus: .boundedExpMinusOne(v) - v)
        unsafe (terms * 0.5).store(to: divergence + at, first: count)
      }
    }
  }

  @inline(never)
  package func sampleLatentsGradient(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    dz: Span<Float>, weights: Span<Float>, gradient: inout MutableSpan<Float>
  ) {
    checkLatents(
      images: images, latents: latents, gaussians: gaussians.count, noise: noise.count,
      results: gradient.count / 2, min(dz.count, weights.count))
    guard let gaussians = unsafe gaussians.address, let noise = unsafe noise.address,
      let dz = unsafe dz.address, let weights = unsafe weights.address,
      let gradient = unsafe gradient.address
    else { return }
    for n in 0..<images {
      let row = unsafe gaussians + 2 * n * latents
      let target = unsafe gradient + 2 * n * latents
      forEachVector(latents) { j, count in
        let at = n * latents + j
        let mean = unsafe Lanes.load(row + j, first: count)
        let logVariance = unsafe Lanes.load(row + latents + j, first: count)
        let v = clamped(logVariance)
        let dz = unsafe Lanes.load(dz + at, first: count)
        let weight = unsafe Lanes.load(weights + at, first: count)
        unsafe weight.times(mean, plus: dz).store(to: target + j, first: count)
        let deviation = Lanes.boundedExp(v * 0.5)
        let dv = unsafe (dz * .load(noise + at, first: count)).times(
          deviation, plus: weight * .boundedExpMinusOne(v))
        unsafe (dv * 0.5).replacing(with: 0, where: v .!= logVariance)
          .store(to: target + latents + j, first: count)
      }
    }
  }

  /// Log-variances within [-12, 8]; NaN stays.
  @inline(__always)
  private func clamped(_ logVariance: Lanes) -> Lanes { logVariance.atLeast(-12).atMost(8) }
}
