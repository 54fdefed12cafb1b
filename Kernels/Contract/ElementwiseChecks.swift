/// What the kernels other than convolutions check before they touch memory, with the counts of
/// numbers in place of the spans.
///
/// The functions are never inlined, so that no copy of them is compiled for a wider CPU.
extension ImageLayout {
  /// Several images of this layout (`x`), of the same without border (`plain`) and with another
  /// border (`bordered`); -1 stands for a span that the operation does not have.
  @inline(never)
  package func checkImages(
    _ images: Int, x: Int, plain: Int = -1, bordered: Int = -1, border other: Int = 0
  ) {
    require(
      images >= 0 && other >= 0, "a negative size: \(images) images, border \(other)")
    require("images", x, atLeast: images * imageStride)
    if plain != -1 { require("images without border", plain, atLeast: images * valueCount) }
    if bordered != -1 {
      require(
        "room for the results", bordered, atLeast: images * with(border: other).imageStride)
    }
  }

  @inline(never)
  package func checkGroups(
    _ images: Int, groups: Int, gamma: Int, beta: Int, statistics: Int, parameterGradient: Int = -1
  ) {
    require(
      groups > 0 && channels % groups == 0,
      "groups must divide the channels evenly: \(groups) groups of \(channels) channels")
    require("gammas", gamma, exactly: channels)
    require("betas", beta, exactly: channels)
    require("statistics", statistics, atLeast: images * groups * 2)
    if parameterGradient != -1 {
      require(
        "room for the gradients of gamma and beta", parameterGradient,
        atLeast: images * channels * 2)
    }
  }

  @inline(never)
  package func checkTerms(_ images: Int, terms: Int, logScaleGradients: Int) {
    require("room for the terms", terms, atLeast: images)
    require("room for the gradients of the log scale", logScaleGradients, atLeast: images)
  }
}

@inline(never)
package func checkSameCount(_ count: Int, _ other: Int) {
  require(count == other, "spans of different counts: \(count) and \(other)")
}

/// What `sampleLatents` and its gradient check; `results` and `more` are the counts of outputs, or
/// of further inputs, that have a number for each latent.
@inline(never)
package func checkLatents(
  images: Int, latents: Int, gaussians: Int, noise: Int, results: Int, _ more: Int
) {
  require(
    images >= 0 && latents > 0, "a negative or empty size: \(images) images, \(latents) latents")
  require("means and log-variances", gaussians, atLeast: 2 * images * latents)
  require("noise", noise, atLeast: images * latents)
  require("numbers of the latents", min(results, more), atLeast: images * latents)
}
