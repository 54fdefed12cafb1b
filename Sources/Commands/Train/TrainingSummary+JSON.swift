import Files
import Training

extension TrainingSummary {
  /// What `train --json` ends with.
  var json: JSON {
    [
      "command": "train", "model": .string(files.model), "steps": .integer(steps),
      "kept_step": keptStep.map { .integer($0) } ?? .null,
      "epochs": .integer(epochs), "seconds": .number(seconds),
      "images_per_second": .number(imagesPerSecond),
      "validation_reconstruction": .number(validation.reconstruction),
      "validation_kl": .number(validation.divergence),
      "validation_bits_per_dim": .number(validation.bitsPerDimension), "psnr": .number(psnr),
      "active_units": .integer(activeUnits), "latents": .integer(latents),
      "completeness": .number(completeness),
      "sampler": .string(sampler), "sampler_reason": .string(samplerReason),
      "notices": .array(notices.map { .string("\($0.finding); \($0.remedy)") }),
    ]
  }
}
