/// The pixels of a code that is a map; one where it is a vector.
package struct Places: Sendable, Hashable {
  package let height: Int
  package let width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  package static let one = Places(height: 1, width: 1)
  package var count: Int { height * width }
}

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
