/// How a discriminator takes part in training; weights are lengths of its gradients at the pixels, over
/// that of the reconstruction's.
package struct Adversarial: Sendable, Hashable {
  /// Of the gradient that makes the decoder's pictures look real.
  package var weight: Float = 1
  /// Of the gradient that brings the discriminator's features of a reconstruction to those of its picture.
  package var featureWeight: Float = 1
  /// The layers whose outputs are these features, counted from the pixels.
  package var featureLayers: Int = 2
  /// Channels after the discriminator's first layer.
  package var filters: Int = 32
  /// The weight of (logit(x) - logit(x + noise))^2, and the deviation of the noise.
  package var smoothness: Float = 100
  package var noise: Float = 0.02

  package init() {}
}
