import CMath
import KernelContract

extension PlainKernels {
  package func sampleLatents(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    z: inout MutableSpan<Float>, divergence: inout MutableSpan<Float>
  ) {
    checkLatents(
      images: images, latents: latents, gaussians: gaussians.count, noise: noise.count,
      results: z.count, divergence.count)
    for n in 0..<images {
      for j in 0..<latents {
        let i = n * latents + j
        let mean = Double(gaussians[2 * n * latents + j])
        let v = clamped(gaussians[(2 * n + 1) * latents + j])
        z[i] = Float(mean + exp(v / 2) * Double(noise[i]))
        divergence[i] = Float((mean * mean + exp(v) - 1 - v) / 2)
      }
    }
  }

  package func sampleLatentsGradient(
    images: Int, latents: Int, gaussians: Span<Float>, noise: Span<Float>,
    dz: Span<Float>, weights: Span<Float>, gradient: inout MutableSpan<Float>
  ) {
    checkLatents(
      images: images, latents: latents, gaussians: gaussians.count, noise: noise.count,
      results: gradient.count / 2, min(dz.count, weights.count))
    for n in 0..<images {
      for j in 0..<latents {
        let i = n * latents + j
        let mean = Double(gaussians[2 * n * latents + j])
        let logVariance = gaussians[(2 * n + 1) * latents + j]
        let v = clamped(logVariance)
        let dz = Double(dz[i])
        let weight = Double(weights[i])
        let dv = dz * Double(noise[i]) * exp(v / 2) / 2 + weight * expm1(v) / 2
        gradient[2 * n * latents + j] = Float(dz + weight * mean)
        gradient[(2 * n + 1) * latents + j] = v == Double(logVariance) ? Float(dv) : 0
      }
    }
  }

  /// A log-variance within [-12, 8]; NaN stays.
  private func clamped(_ logVariance: Float) -> Double {
    let v = Double(logVariance)
    return v < -12 ? -12 : v > 8 ? 8 : v
  }
}
