import Files

/// The loss of some pictures, means over them in nats, and minus the evidence lower bound in bits/dim.
package struct Loss: Sendable, Equatable {
  package var reconstruction: Double
  package var divergence: Double
  package var bitsPerDimension: Double

  package init(reconstruction: Double, divergence: Double, bitsPerDimension: Double) {
    self.reconstruction = reconstruction
    self.divergence = divergence
    self.bitsPerDimension = bitsPerDimension
  }

  package var total: Double { reconstruction + divergence }
}

/// What a run looks like at one of its reports: a line of metrics.jsonl.
package struct Report: Sendable, Equatable {
  package var step: Int
  package var epoch: Int
  /// In [0, 1].
  package var progress: Double
  /// The time that the run has used, over all its sittings.
  package var seconds: Double
  package var imagesPerSecond: Double
  /// The mean over the steps since the report before.
  package var training: Loss
  package var gradientNorm: Double
  /// Of held-out pictures, by the averaged weights.
  package var validation: Loss
  package var activeUnits: Int
  package var learningRate: Double
  package var beta: Double
  package var skippedSteps: Int
  /// The mean over the steps since the report before of how far apart a discriminator's logits are between
  /// pictures and reconstructions; nil where none took part.
  package var logitGap: Double?
}

extension Report {
  package var json: JSON {
    [
      "step": .integer(step), "epoch": .integer(epoch), "progress": .number(progress),
      "seconds": .number(seconds), "images_per_second": .number(imagesPerSecond),
      "reconstruction": .number(training.reconstruction), "kl": .number(training.divergence),
      "total": .number(training.total), "bits_per_dim": .number(training.bitsPerDimension),
      "validation_reconstruction": .number(validation.reconstruction),
      "validation_kl": .number(validation.divergence),
      "validation_total": .number(validation.total),
      "validation_bits_per_dim": .number(validation.bitsPerDimension),
      "learning_rate": .number(learningRate), "beta": .number(beta),
      "gradient_norm": .number(gradientNorm), "active_units": .integer(activeUnits),
      "skipped_steps": .integer(skippedSteps),
      "logit_gap": logitGap.map { .number($0) } ?? .null,
    ]
  }

  /// Of a line of metrics.jsonl; nil where it is none of ours.
  package init?(line: Substring) {
    guard let json = try? JSON(parsing: String(line)) else { return nil }
    self.init(json)
  }

  /// Nil where it is none of ours.
  package init?(_ json: JSON) {
    guard let step = json["step"]?.integer, let epoch = json["epoch"]?.integer,
      let activeUnits = json["active_units"]?.integer,
      let skippedSteps = json["skipped_steps"]?.integer
    else { return nil }
    // What is not finite was written as null.
    func number(_ key: String) -> Double { json[key]?.number ?? .nan }
    func loss(_ prefix: String) -> Loss {
      Loss(
        reconstruction: number("\(prefix)reconstruction"), divergence: number("\(prefix)kl"),
        bitsPerDimension: number("\(prefix)bits_per_dim"))
    }
    self.step = step
    self.epoch = epoch
    progress = number("progress")
    seconds = number("seconds")
    imagesPerSecond = number("images_per_second")
    training = loss("")
    gradientNorm = number("gradient_norm")
    validation = loss("validation_")
    self.activeUnits = activeUnits
    learningRate = number("learning_rate")
    beta = number("beta")
    self.skippedSteps = skippedSteps
    logitGap = json["logit_gap"]?.number
  }
}
