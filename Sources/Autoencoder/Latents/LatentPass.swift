import KernelContract
import Tensors

/// The sampling between encoder and decoder, forward and backward, for pictures of a batch.
///
/// With K samples a picture, picture i has the K rows from K i on; with one, rows are pictures.
struct LatentPass {
  let layout: GaussianLayout
  let samples: Int
  let kernels: any KernelTable
  let memory: Memory
  /// Under the importance-weighted objective, the share of each row in its picture's bound.
  let shares: SharedArray<Double>?

  struct Memory {
    /// Of each picture, as `layout` says: means and log-variances and their gradient, the head's output and its gradient.
    let gaussians, gaussiansGradient: SharedFloats
    /// The same of each row; the buffers above themselves where there is one sample a picture.
    let rowGaussians, rowGradient: SharedFloats
    /// Of each row, `latents` numbers: noise, z and its gradient, divergence and its weight in the loss.
    let noise, z, zGradient, divergence, weights: SharedFloats
  }

  /// What the terms of the code weigh in the loss.
  struct Scales {
    /// beta / pictures.
    var divergence: Double
    /// The penalty on |z| / pictures.
    var sparsity: Double
  }

  var latents: Int { layout.latents }

  func rows(of images: Range<Int>) -> Range<Int> {
    images.lowerBound * samples..<images.upperBound * samples
  }

  /// gaussians -> z and divergence. Without a source of noise, z is the mean.
  func sample(_ images: Range<Int>, _ source: StepNoise?) {
    let rows = rows(of: images)
    if let source {
      for image in images {
        let rows = self.rows(of: image..<image + 1)
        let shared = memory.noise.rows(rows, of: latents)
        var noise = shared.mutableSpan
        if source.given.isEmpty {
          kernels.normal(source.key(RandomStream.latentNoise, image: image), into: &noise)
        } else {
          for j in 0..<noise.count { noise[j] = source.given[rows.lowerBound * latents + j] }
        }
      }
    }
    if samples > 1 { repeatGaussians(images) }
    var z = memory.z.rows(rows, of: latents).mutableSpan
    var divergence = memory.divergence.rows(rows, of: latents).mutableSpan
    kernels.sampleLatents(
      images: rows.count * layout.places, latents: layout.perPlace,
      gaussians: memory.rowGaussians.rows(rows, of: layout.count).span,
      noise: memory.noise.rows(rows, of: latents).span, z: &z, divergence: &divergence)
  }

  private func repeatGaussians(_ images: Range<Int>) {
    for image in images {
      let from = memory.gaussians.rows(image..<image + 1, of: layout.count).span
      for row in rows(of: image..<image + 1) {
        var to = memory.rowGaussians.rows(row..<row + 1, of: layout.count).mutableSpan
        for j in 0..<layout.count { to[j] = from[j] }
      }
    }
  }

  /// zGradient, weights -> gaussiansGradient
  func sampleGradient(_ images: Range<Int>, _ scales: Scales) {
    let rows = rows(of: images)
    var gradient = memory.rowGradient.rows(rows, of: layout.count).mutableSpan
    kernels.sampleLatentsGradient(
      images: rows.count * layout.places, latents: layout.perPlace,
      gaussians: memory.rowGaussians.rows(rows, of: layout.count).span,
      noise: memory.noise.rows(rows, of: latents).span,
      dz: memory.zGradient.rows(rows, of: latents).span,
      weights: memory.weights.rows(rows, of: latents).span, gradient: &gradient)
    if samples > 1 { sumRows(images) }
    if let shares {
      for image in images {
        addImportanceGradient(image, shares: shares, scale: scales.divergence)
      }
    }
    if scales.sparsity > 0 { addSparsity(images, Float(scales.sparsity)) }
  }

  private func sumRows(_ images: Range<Int>) {
    for image in images {
      var sum = memory.gaussiansGradient.rows(image..<image + 1, of: layout.count).mutableSpan
      for j in 0..<layout.count { sum[j] = 0 }
      for row in rows(of: image..<image + 1) {
        let part = memory.rowGradient.rows(row..<row + 1, of: layout.count).span
        for j in 0..<layout.count { sum[j] += part[j] }
      }
    }
  }

  /// d |mean| / d mean = sign(mean), where z is the mean.
  private func addSparsity(_ images: Range<Int>, _ scale: Float) {
    for image in images {
      let gaussians = memory.gaussians.rows(image..<image + 1, of: layout.count).span
      var gradient = memory.gaussiansGradient.rows(image..<image + 1, of: layout.count).mutableSpan
      for latent in 0..<latents {
        let j = layout.mean(latent)
        if gaussians[j] != 0 { gradient[j] += gaussians[j] > 0 ? scale : -scale }
      }
    }
  }
}
