import Autoencoder
import Files
import Images
import Training

/// The options of `train`, and what they amount to.
enum TrainOptions {
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders of pictures, or pictures")

  // The pictures.
  static let size = Option(
    "size",
    ValueType(
      "WxH", "a size such as 64 or 96x64, up to \(Architecture.sides.upperBound) a side"
    ) { TrainingSize($0) }, showing: "64", "what every picture is resized to, in pixels")
  static let channels = Option(
    "channels", .choice as ValueType<ChannelChoice>, showing: "auto", "auto: grey if all are grey")
  static let fit = Option(
    "fit", .choice as ValueType<Frame.Fit>, showing: "crop", "cut, pad or stretch to that size")
  static let background = Option(
    "background", ValueType("COLOR", "a colour such as white or #8090a0") { Color($0) },
    showing: "white", "what shows through transparent places")
  static let augment = Option(
    "augment", .choice(["none": false, "flip": true]), showing: "none", "mirror pictures at random")

  // The model.
  static let preset = Option(
    "preset", .choice as ValueType<Architecture.Preset>, showing: "standard",
    "small, standard, deep or dense")
  static let width = Option(
    "width", .integer(Architecture.filterCounts), showing: "32", "channels of the first stage")
  static let stages = Option(
    "stages", .integer(Architecture.stageCounts), showing: "by size", "times the size is halved"
  )
  static let latent = Option(
    "latent", .integer(Architecture.latentCounts), showing: "128", "latents: the numbers in a code")
  static let likelihood = Option(
    "likelihood",
    ValueType(
      "NAME", "gaussian, gaussian:SIGMA, bernoulli, laplace or logistic",
      completion: .words(["gaussian", "bernoulli", "laplace", "logistic"])
    ) { try? Likelihood(name: $0) },
    showing: "gaussian", "gaussian:S, bernoulli, laplace, logistic")

  // What is minimised.
  static let objective = Option(
    "objective",
    ValueType(
      "NAME", Objective.names, completion: .words(["variational", "plain", "denoising", "sparse"])
    ) { text in (try? Objective(name: text)).map { _ in text } },
    showing: "variational", "or importance:K, plain, denoising:S, sparse:W")
  static let beta = Option(
    "beta", .number(TrainingPlan.betas), showing: "1", "weight of the divergence (KL)")
  static let schedule = Option(
    "kl-schedule",
    ValueType(
      "NAME", DivergenceSchedule.names, completion: .words(["linear", "cyclical", "constant"])
    ) { DivergenceSchedule(name: $0) }, showing: "linear:0.1",
    "how beta rises; or constant, cyclical:N")
  static let freeBits = Option(
    "free-bits", .number(Objective.freeBitsRange), showing: "0",
    "nats of KL that each latent gets for free")

  // How long, and how.
  static let epochs = Option(
    "epochs", .integer(TrainingLength.epochCounts), showing: "by set", "times through the set")
  static let steps = Option(
    "steps", .integer(TrainingLength.stepCounts), showing: "by set", "updates of the weights")
  static let time = Option(
    "time", .duration(TrainingLength.budgets), "train for this long: 90s, 10m, 1h30m")
  static let batch = Option(
    "batch", .integer(TrainingPlan.batches), showing: "16 or 32", "pictures in a step")
  static let rate = Option(
    "learning-rate", .number(TrainingPlan.learningRates), showing: "0.003; deep, dense 0.001",
    "peak of its schedule")
  static let seed = Option("seed", .seed, showing: "0", "where random numbers start")
  static let new = Option(flag: "new", "start afresh; an existing run is kept aside")
  static let dryRun = Option(flag: "dry-run", "show the plan and stop")

  static let all = [
    OptionGroup(
      "Pictures",
      [
        size.declaration, channels.declaration, fit.declaration, background.declaration,
        augment.declaration, Common.acceptTruncated.declaration, Common.maxPixels.declaration,
        Common.strict.declaration,
      ]),
    OptionGroup(
      "Model",
      [
        preset.declaration, width.declaration, stages.declaration, latent.declaration,
        likelihood.declaration,
      ]),
    OptionGroup(
      "What is minimised",
      [objective.declaration, beta.declaration, schedule.declaration, freeBits.declaration]),
    OptionGroup(
      "How long, and how",
      [
        time.declaration, epochs.declaration, steps.declaration, batch.declaration,
        rate.declaration, seed.declaration,
      ]),
    OptionGroup("Run", [Common.run.declaration, new.declaration, dryRun.declaration]),
    Common.program([Common.threads.declaration]),
  ]

  /// What was said, and nothing of what was not.
  static func values(_ line: ParsedLine) throws(UsageError) -> TrainingOptions {
    try line.refuse(epochs, with: steps)
    try line.refuse(epochs, with: time)
    try line.refuse(steps, with: time)
    var options = TrainingOptions()
    options.size = line[size]
    options.channels = line[channels]
    options.fit = line[fit]
    options.background = line[background]
    options.augmentFlip = line[augment]
    options.acceptTruncated = line[Common.acceptTruncated] ? true : nil
    options.maxPixels = line.has(Common.maxPixels) ? line[Common.maxPixels] : nil
    options.preset = line[preset]
    options.filters = line[width]
    options.stages = line[stages]
    options.latents = line[latent]
    options.likelihood = line[likelihood]
    options.objective = line[objective]
    options.beta = line[beta]
    options.divergenceSchedule = line[schedule]
    options.freeBits = line[freeBits]
    options.length =
      line[epochs].map { .epochs($0) } ?? line[steps].map { .steps($0) }
      ?? line[time].map { .seconds($0) }
    options.batch = line[batch]
    options.learningRate = line[rate]
    options.seed = line[seed]
    return options
  }
}
