/// Where the numbers of a picture's latents lie as the head gives them: (mean | log-variance) at one place after the
/// other. Codes and z have latents alone, in the order of the places.
package struct GaussianLayout: Sendable, Hashable {
  package let latents: Int
  package let perPlace: Int

  /// Both numbers of all latents.
  package var count: Int { 2 * latents }
  var places: Int { latents / perPlace }

  package func mean(_ latent: Int) -> Int { latent + latent / perPlace * perPlace }
  package func logVariance(_ latent: Int) -> Int { mean(latent) + perPlace }
}
