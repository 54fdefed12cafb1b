/// What the kernels other than convolutions check at their doors, with counts in place of the spans.
///
/// The functions are never inlined, so that no copy of them is compiled for a wider CPU.
extension ImageLayout {
  /// Several images of this layout (`x`), of the same without border (`plain`) and with another
  /// border (`bordered`); -1 stands for a span that the operation does not have.
  @inline(never)
  package func checkImages(
    _ images: Int, x: Int, plain: Int = -1, bordered: Int = -1, border other: Int = 0
  ) {
    precondition(images >= 0 && other >= 0, "a negative size")
    precondition(x >= images * imageStride, "images missing")
    precondition(plain == -1 || plain >= images * valueCount, "images without border missing")
    precondition(
      bordered == -1 || bordered >= images * with(border: other).imageStride,
      "room for the results missing")
  }

  @inline(never)
  package func checkGroups(
    _ images: Int, groups: Int, gamma: Int, beta: Int, statistics: Int, parameterGradient: Int = -1
  ) {
    precondition(groups > 0 && channels % groups == 0, "groups must divide the channels evenly")
    precondition(gamma == channels && beta == channels, "a gamma and a beta for each channel")
    precondition(statistics >= images * groups * 2, "a mean and a factor for each image and group")
    precondition(
      parameterGradient == -1 || parameterGradient >= images * channels * 2,
      "room for the gradients of gamma and beta missing")
  }

  @inline(never)
  package func checkTerms(_ images: Int, terms: Int, logScaleGradients: Int) {
    precondition(
      terms >= images && logScaleGradients >= images, "room for a term of each image missing")
  }
}

/// Traps unless both counts are one.
@inline(never)
package func checkSameCount(_ count: Int, _ other: Int) {
  precondition(count == other, "spans of one length are expected")
}

/// What `sampleLatents` and its gradient check at their doors; `results` are the outputs.
@inline(never)
package func checkLatents(
  images: Int, latents: Int, gaussians: Int, noise: Int, results: Int, _ more: Int
) {
  precondition(images >= 0 && latents > 0, "a negative size")
  precondition(gaussians >= 2 * images * latents, "a mean and a log-variance for each latent")
  precondition(
    noise >= images * latents && results >= images * latents && more >= images * latents,
    "a number for each latent is expected")
}
