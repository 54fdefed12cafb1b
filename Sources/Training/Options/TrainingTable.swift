import Autoencoder
import Files
import Images
import Options

/// The table of training options: to add one, add it here and use its value.
package struct TrainingTable: Sendable {
  package static let all = TrainingTable()

  // MARK: - Pictures

  package let size = TrainingOption(
    "size", .size, .text, default: TrainingSize(width: 64, height: 64),
    "resize every picture to this size, in pixels")
  package let channels = TrainingOption(
    "channels", .channels, .text, default: ChannelChoice.auto, "auto is grey if every picture is")
  package let fit = TrainingOption(
    "fit", .choice, .text, default: Frame.Fit.crop, "crop, pad or stretch to that size")
  package let background = TrainingOption(
    "background", .color, .text, default: ReadingOptions().background,
    "colour behind transparent pixels")
  package let augmentFlip = TrainingOption(
    "augment", .choice(["none": false, "flip": true]), .text, default: false,
    "mirror pictures at random")
  package let acceptTruncated = TrainingOption(
    "accept-truncated", .flag, .boolean, default: ReadingOptions().acceptTruncated,
    isNewerThanPlans: true, "read pictures whose end is missing")
  package let maxPixels = TrainingOption(
    "max-pixels", .count(1...1_000_000_000_000), .integer, default: ReadingOptions().maxPixels,
    isNewerThanPlans: true, "refuse larger pictures (JPEGs once reduced)")

  package let heldOut = TrainingOption(
    "held-out", .path(.folder), .text, default: { _ in "" }, showing: "one in twenty",
    isNewerThanPlans: true, "judge by the pictures of DIR")

  package let labels = TrainingOption(
    "labels", .choice(["none": false, "folders": true]), .text, default: false,
    isNewerThanPlans: true, "what pictures show: names of their folders")

  // MARK: - Model

  package let preset = TrainingOption(
    "preset", .choice, .text, default: { $0.standardPreset },
    showing: TrainingSettings.shownPreset,
    ValueType<Architecture.Preset>.choice.expectation)
  package let filters = TrainingOption(
    "filters", formerly: "width", .integer(Architecture.filterCounts), .integer,
    default: { $0.preset.filters }, excludedBy: { $0.excludingPreset },
    "filters of the first stage")
  package let stages = TrainingOption(
    "stages", .integer(Architecture.stageCounts), .integer, default: { $0.standardStages },
    showing: "from --size", excludedBy: { $0.excludingPreset }, "downsampling stages")
  package let codeShape = TrainingOption(
    "code", .choice, .text, default: { $0.standardCodeShape },
    showing: Architecture.CodeShape.map.rawValue, excludedBy: { $0.excludingCodeShape },
    isNewerThanPlans: true, inOlderPlans: .vector, "latents of each place, or of the whole")
  package let latents = TrainingOption(
    "latent", .integer(Architecture.latentCounts), .integer,
    default: { $0.preset.latentsPerPlace($0.codeShape) },
    showing: TrainingSettings.shownLatents, "their number")
  package let likelihood = TrainingOption(
    "likelihood", .likelihood, .text, default: Likelihood.gaussian,
    ValueType<Likelihood>.likelihood.expectation)

  package let from = TrainingOption(
    "from", .path(.file), .text, default: { _ in "" }, showing: "random",
    isNewerThanPlans: true, "start from this model's weights")

  // MARK: - Objective

  package let objective = TrainingOption(
    "objective", .objective, .text, default: { $0.standardObjective },
    showing: TrainingSettings.shownObjective, excludedBy: { $0.excludingDiscriminator },
    ValueType<Objective>.objective.expectation)
  package let beta = TrainingOption(
    "beta", .number(0...1000), .number, default: { $0.standardBeta },
    showing: TrainingSettings.shownBeta, excludedBy: { $0.excludingObjective },
    "weight of the divergence (KL)")
  package let divergenceSchedule = TrainingOption(
    "kl-schedule", .divergenceSchedule, .text, default: DivergenceSchedule.linear(share: 0.1),
    excludedBy: { $0.excludingObjective }, "rise of beta: or constant, cyclical:N")
  package let freeBits = TrainingOption(
    "free-bits", .number(0...100), .number, default: 0, excludedBy: { $0.excludingFreeBits },
    "nats of KL per latent that cost nothing")

  // MARK: - Length and steps

  package let time = LengthOption(
    name: "time", summary: "train for this long: 90s, 10m, 1h30m", shownDefault: nil,
    type: .duration(1...1e8), json: .number, length: { .seconds($0) }, amount: \.seconds)
  package let epochs = LengthOption(
    name: "epochs", summary: "passes over the pictures", shownDefault: "automatic",
    type: .integer(1...1_000_000), json: .integer, length: { .epochs($0) }, amount: \.epochs)
  package let steps = LengthOption(
    name: "steps", summary: "updates of the weights", shownDefault: "automatic",
    type: .integer(1...1_000_000_000), json: .integer, length: { .steps($0) }, amount: \.steps)
  package let batch = TrainingOption(
    "batch", .integer(1...4096), .integer, default: { $0.standardBatch },
    showing: TrainingSettings.shownBatch, fitted: { min($0, $1.training) }, "pictures per step")
  package let learningRate = TrainingOption(
    "learning-rate", .number(1e-8...1), .number, default: { $0.standardLearningRate },
    "peak of the learning rate")
  package let seed = TrainingOption(
    "seed", .seed, .digits, default: 0, "seed of all random numbers")

  package let keepsBest = TrainingOption(
    "keep", .choice(["last": false, "best": true]), .text, default: false, isNewerThanPlans: true,
    "end with these weights, by the held-out loss")

  // MARK: - Records

  package let tensorboard = TrainingOption(
    "tensorboard", .flag, .boolean, default: false, isNewerThanPlans: true,
    "write events for TensorBoard too")

  // MARK: - In groups

  package var pictures: [any TrainingOptionEntry] {
    [size, channels, fit, background, augmentFlip, acceptTruncated, maxPixels, heldOut, labels]
  }
  package var model: [any TrainingOptionEntry] {
    [preset, filters, stages, codeShape, latents, likelihood, from]
  }
  package var loss: [any TrainingOptionEntry] { [objective, beta, divergenceSchedule, freeBits] }
  /// Of these at most one may be given.
  package var lengths: [any TrainingOptionEntry] { [time, epochs, steps] }
  package var optimisation: [any TrainingOptionEntry] {
    lengths + [batch, learningRate, seed, keepsBest]
  }

  package var records: [any TrainingOptionEntry] { [tensorboard] }

  /// All of them, under what people read above them.
  package var groups: [(title: String, entries: [any TrainingOptionEntry])] {
    [
      ("Pictures", pictures), ("Model", model), ("Objective", loss),
      ("Length and steps", optimisation), ("Run", records),
    ]
  }

  package var entries: [any TrainingOptionEntry] { groups.flatMap(\.entries) }
}
