/// How a discriminator takes part in training; weights are lengths of its gradients at the pixels, over
/// that of the reconstruction's.
package struct Adversarial: Sendable, Hashable {
  /// Of the gradient that makes the decoder's pictures look real.
  package var weight: Float = 2
  /// Of the gradient that brings the discriminator's features of a reconstruction to those of its picture.
  package var featureWeight: Float = 2
  /// The layers whose outputs are these features, counted from the pixels.
  package var featureLayers: Int = 2
  /// Channels after the discriminator's first layer.
  package var filters: Int = 32
  /// Channels of the decoder at full size, before a last 3x3 convolution: without it, what a discriminator
  /// wants of single pixels comes out as a grid.
  package var outputFilters: Int = 16
  /// The weight of (logit(x) - logit(x + noise))^2, and the deviation of the noise.
  package var smoothness: Float = 1.5
  package var noise: Float = 0.05

  /// By how many pixels, below this, the discriminator sees pictures moved, see `PictureShift`: all that four strides
  /// of 2 tell apart.
  package var shift: Int = 16

  package init() {}
}
