/// What one training step found before anything was applied; nats are means over its pictures.
package struct StepReport: Sendable, Hashable {
  /// -log p(x|z) at the likelihood's scale, mean over the draws of z.
  package var reconstruction: Double
  /// KL(q(z|x) || N(0, I)), all latents, however the objective weighs it; 0 where codes are not drawn.
  package var divergence: Double
  /// What was minimised: with beta, free bits, importance weights or the penalty on the code.
  package var objective: Double
  /// reconstruction + divergence in bits/dim: minus the evidence lower bound, whatever the objective.
  package var bitsPerDimension: Double
  /// The width of the likelihood that the step used; nil for Bernoulli.
  package var sigma: Double?
  /// The global norm of the gradient, before clipping.
  package var gradientNorm: Double

  /// What the discriminator found, where it took part.
  package var adversarial: AdversarialReport?

  /// False where the step must not be applied.
  package var isFinite: Bool {
    objective.isFinite && gradientNorm.isFinite && adversarial?.isFinite ?? true
  }
}

/// What a discriminator found in one step; means over the pictures.
package struct AdversarialReport: Sendable, Hashable {
  /// Its logits: above 0 for what it takes for a picture.
  package var realLogit: Double
  package var reconstructedLogit: Double
  /// What it minimised.
  package var loss: Double
  /// softplus(-logit) of reconstructions.
  package var decoderLoss: Double
  /// Between its features of pictures and of their reconstructions.
  package var featureDistance: Double
  package var gradientNorm: Double

  var isFinite: Bool { loss.isFinite && gradientNorm.isFinite }
}
