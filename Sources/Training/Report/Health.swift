import Files

/// Something about a run that its user should know, in plain words, and what to do about it.
package struct HealthNotice: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case tooFewPictures, picturesAlike, duplicates, posteriorCollapse, overfitting,
      unevenAdversaries
  }

  package let kind: Kind
  /// What was seen, with its figures.
  package let finding: String
  /// What to do, naming the option.
  package let remedy: String
}

/// The signs of an unhealthy run: each a function from figures to a notice, or to nothing.
package enum Health {
  /// Fewer than 200 pictures: a model memorises them.
  package static func tooFewPictures(_ count: Int, flipped: Bool) -> HealthNotice? {
    guard count < 200 else { return nil }
    let remedy = flipped ? "add pictures" : "add pictures, or mirror them with --augment flip"
    return HealthNotice(
      kind: .tooFewPictures,
      finding: "\(count) pictures are few: the model will memorise them and learn little else",
      remedy: "\(remedy), and choose a small model with --preset small")
  }

  /// A mean standard deviation of a pixel over the pictures below one level in 64.
  package static func picturesAlike(deviation: Double) -> HealthNotice? {
    guard deviation < 1.0 / 64 else { return nil }
    return HealthNotice(
      kind: .picturesAlike,
      finding:
        "the pictures are all alike: a pixel differs by \(NumberText.fixed(deviation * 255, 2)) of 255 "
        + "levels from one to the next",
      remedy: "check that this is the right folder, and --fit if the subject is cropped away")
  }

  /// More than one in a hundred of the looked-at pictures a copy of another.
  package static func duplicates(_ copies: Int, of looked: Int) -> HealthNotice? {
    guard copies * 100 > looked else { return nil }
    return HealthNotice(
      kind: .duplicates,
      finding:
        "\(copies) of \(looked) pictures repeat others, so the model may have been trained on some "
        + "held-out pictures, and their loss may look too good",
      remedy: "remove the copies; vae-img doctor names them")
  }

  /// Under a tenth of the latents active once the divergence has its full weight. A latent is
  /// active if it differs between pictures, which one picture alone cannot tell.
  package static func posteriorCollapse(
    active: Int, of units: Int, pictures: Int, progress: Double
  ) -> HealthNotice? {
    guard progress >= 0.2, pictures > 1, active * 10 < units else { return nil }
    return HealthNotice(
      kind: .posteriorCollapse,
      finding: "only \(active) of \(units) latents carry information (posterior collapse): "
        + "pictures will come out blurred and alike",
      remedy: "lower --beta, set --free-bits 0.1, or use --kl-schedule cyclical")
  }

  /// The validation loss has risen above its lowest by 2 % of a bit, over the last three reports, while the training loss fell.
  package static func overfitting(validation: [Double], training: [Double]) -> HealthNotice? {
    guard validation.count >= 4, training.count == validation.count,
      let lowest = validation.min(), let last = validation.last, let trained = training.last
    else { return nil }
    let recent = validation.suffix(3)
    let before = training[training.count - 3]
    guard recent.allSatisfy({ $0 > lowest }), last > lowest + 0.02, trained < before else {
      return nil
    }
    return HealthNotice(
      kind: .overfitting,
      finding:
        "held-out pictures get worse (\(NumberText.fixed(lowest, 2)) to \(NumberText.fixed(last, 2)) bits/dim) while "
        + "those trained on get better: the model is memorising them (overfitting)",
      remedy: "stop here, train for fewer --steps, add pictures, or use --augment flip")
  }

  /// Over three reports, a discriminator that is always sure, or that never tells pictures from
  /// reconstructions: neither teaches the decoder anything. The gaps are between its logits; at 15 each
  /// of the two is sure to one in two thousand.
  package static func unevenAdversaries(logitGaps: [Double]) -> HealthNotice? {
    let recent = logitGaps.suffix(3)
    guard recent.count == 3 else { return nil }
    if recent.allSatisfy({ $0 > 15 }) {
      return HealthNotice(
        kind: .unevenAdversaries,
        finding:
          "the discriminator tells every picture from what the decoder draws, so the decoder "
          + "learns little from it",
        remedy: "add pictures, use --augment flip, or train with --objective variational")
    }
    guard recent.allSatisfy({ abs($0) < 0.02 }) else { return nil }
    return HealthNotice(
      kind: .unevenAdversaries,
      finding:
        "the discriminator does not tell pictures from what the decoder draws, so it sharpens "
        + "nothing",
      remedy: "train for longer, or with a smaller --learning-rate")
  }
}
