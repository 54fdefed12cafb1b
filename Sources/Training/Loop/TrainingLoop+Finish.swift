import Analysis
import Autoencoder
import Files
import Images
import Tensors

// After the last step: the likelihood's width is fitted, all held-out pictures are judged, the sampler is
// chosen, and the model gets its last form.
extension TrainingLoop {
  /// The most codes that the mixture is fitted to.
  private static let mostCodes = 4096
  private static let mostRoughCodes = 1024

  /// Nil where it is to stop, which changes nothing: the last step's checkpoint goes on here.
  func finish(until stop: StopFlag) throws -> TrainingSummary? {
    try tell(.finishing)
    inference.weightsChanged()
    try validation.fitWidth()
    let judged = try validation.measure(plan.found.heldOut)
    let sampler: (name: String, reason: String)
    do {
      sampler = try chooseSampler(judged, until: stop)
    } catch is FitStopped {
      return nil
    }
    let summary = TrainingSummary(
      files: files, steps: position.step, epochs: plan.epoch(of: position.step),
      seconds: position.seconds, imagesPerSecond: imagesPerSecond, validation: judged.loss,
      psnr: try validation.psnr(), activeUnits: judged.activeUnits,
      latents: plan.architecture.latents, completeness: inference.completeness(seed: plan.seed),
      divergences: judged.divergences, heldOutBits: Summary.percentiles(of: judged.bits),
      sampler: sampler.name, samplerReason: sampler.reason, notices: notices)
    try reportPictures.writeSamples(
      from: sampler.name == "mixture" ? state.average.mixture : nil, to: files.finalSamples,
      machine.kernels)
    try saveModel(summary)
    try tell(.finished(summary))
    return summary
  }

  /// Fits the mixture to codes of pictures that were trained on, but for a tenth of them, and names the
  /// sampler that foretells those better.
  private func chooseSampler(
    _ judged: Validation.Result, until stop: StopFlag
  ) throws -> (name: String, reason: String) {
    let model = state.average
    let fitted = try LatentMixture.fit(
      try trainingCodes(), seed: plan.seed, kernels: machine.kernels, team: machine.team,
      isStopped: { stop.isRaised })
    guard let (mixture, scores) = fitted else {
      return (
        "prior",
        model.architecture.latents > LatentMixture.mostLatents
          ? "codes are too long to fit a mixture to"
          : "there are too few pictures to fit a mixture to their codes"
      )
    }
    try note(
      Health.priorHole(
        prior: scores.prior, mixture: scores.mixture, activeUnits: judged.activeUnits,
        isVariational: plan.objective.isVariational))
    model.mixture = mixture
    let gain = NumberText.fixed(abs(scores.mixture - scores.prior), 2)
    guard scores.isMixtureBetter else {
      return (
        "prior", "codes kept out of the mixture's fit are \(gain) nats likelier under N(0, I)"
      )
    }
    return (
      "mixture", "codes kept out of its fit are \(gain) nats likelier than under N(0, I)"
    )
  }

  /// What a report draws samples from: the codes as they are, roughly, where pictures are enough for that.
  func roughMixture() throws -> LatentMixture? {
    let fitted = try LatentMixture.fit(
      try trainingCodes(atMost: TrainingLoop.mostRoughCodes), seed: plan.seed,
      kernels: machine.kernels, team: machine.team)
    return fitted.flatMap { $0.comparison.isMixtureBetter ? $0.mixture : nil }
  }

  private func trainingCodes(atMost most: Int = mostCodes) throws -> Codes {
    let all = pictures.training
    let count = min(all.count, most)
    let chosen = (0..<count).map { all[$0 * all.count / count] }
    let latents = plan.architecture.latents
    let codes = Codes(count: count, latents: latents)
    let size = plan.architecture.picturesTogether
    let pixels = Tensor(count: size * plan.architecture.dimensions)
    try chosen.forEachBatch(of: size) { start, indices in
      try pictures.read(indices, into: pixels.shared)
      let part = inference.encode(pixels.shared, count: indices.count)
      let rows = start * latents..<(start + indices.count) * latents
      codes.means.shared[rows].copy(part.means.shared)
      codes.logVariances.shared[rows].copy(part.logVariances.shared)
    }
    return codes
  }
}
