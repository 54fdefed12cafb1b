/// What training minimises, mean over the pictures of a batch, in nats:
///
///     variational     reconstruction + beta * sum over j of max(freeBits, KL_j)
///     importance      -log( 1/K sum over k of p(x|z_k) (p(z_k) / q(z_k|x))^beta ), z_k ~ q(z|x)
///     deterministic   reconstruction of z = mean, + sparsity * sum over j of |z_j|
///
/// KL_j is the mean over the batch of latent j's divergence from N(0, 1): below `freeBits` nats it
/// costs the same whatever it is, and has no gradient. beta comes with each step, from a schedule.
package struct Objective: Sendable, Hashable {
  package enum Code: Sendable, Hashable {
    case variational(freeBits: Double)
    case importance(samples: Int)
    case deterministic(sparsity: Float)
  }

  package var code: Code
  /// The encoder sees the picture plus normal noise of this deviation; the target stays clean.
  package var corruption: Float

  /// The discriminator that takes part, from whatever step on the schedule says; nil without one.
  package var adversarial: Adversarial?

  package init(
    _ code: Code = .variational(freeBits: 0), corruption: Float = 0,
    adversarial: Adversarial? = nil
  ) {
    precondition(corruption >= 0, "a negative deviation")
    if case .importance(let samples) = code {
      precondition(samples >= 1, "an importance-weighted bound of no samples")
    }
    self.code = code
    self.corruption = corruption
    self.adversarial = adversarial
  }

  /// Latent draws for each picture.
  package var samples: Int { if case .importance(let samples) = code { samples } else { 1 } }

  var isImportance: Bool { if case .importance = code { true } else { false } }

  /// Whether codes are drawn, so that a prior and its divergence mean something.
  package var isVariational: Bool { if case .deterministic = code { false } else { true } }
}
