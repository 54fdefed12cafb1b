import Analysis
import Autoencoder
import Files
import Images
import Tensors

/// What is done after the last step: the likelihood's width is fitted, all held-out pictures are judged, the
/// sampler is chosen, and the model gets its last form.
struct Finishing {
  let loop: TrainingLoop
  let machine: Machine
  let stop: StopFlag

  /// The most codes that the mixture is fitted to.
  private static let mostCodes = 4096

  /// Throws `FitStopped` where it is to stop, which changes nothing: the last step's checkpoint goes on here.
  func finish() throws -> TrainingSummary {
    loop.inference.weightsChanged()
    let plan = loop.plan
    try loop.validation.fitWidth()
    let judged = try loop.validation.measure(plan.found.heldOut)
    let (sampler, reason) = try chooseSampler(judged)
    let summary = TrainingSummary(
      files: loop.files, steps: loop.position.step, epochs: plan.epoch(of: loop.position.step),
      seconds: loop.position.seconds, imagesPerSecond: loop.imagesPerSecond,
      validation: judged.loss, psnr: try loop.validation.psnr(), activeUnits: judged.activeUnits,
      latents: plan.architecture.latents,
      completeness: loop.inference.completeness(seed: plan.seed), divergences: judged.divergences,
      heldOutBits: Summary.percentiles(of: judged.bits), sampler: sampler, samplerReason: reason,
      notices: loop.notices)
    try loop.reportPictures.writeFinalSamples(
      from: sampler == "mixture" ? loop.state.average.mixture : nil, machine.kernels)
    try loop.saveModel(summary)
    return summary
  }

  /// Fits the mixture to codes of pictures that were trained on, but for a tenth of them, and names the
  /// sampler that foretells those better.
  private func chooseSampler(_ judged: Validation.Result) throws -> (name: String, reason: String) {
    let model = loop.state.average
    let fitted = try LatentMixture.fit(
      try trainingCodes(), seed: loop.plan.seed, kernels: machine.kernels, team: machine.team,
      isStopped: { stop.isRaised })
    guard let (mixture, scores) = fitted else {
      return (
        "prior",
        model.architecture.latents > LatentMixture.mostLatents
          ? "codes are too long to fit a mixture to"
          : "there are too few pictures to fit a mixture to their codes"
      )
    }
    try loop.note(
      Health.priorHole(
        prior: scores.prior, mixture: scores.mixture, activeUnits: judged.activeUnits,
        isVariational: loop.plan.objective.isVariational))
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

  private func trainingCodes() throws -> Codes {
    let all = loop.pictures.training
    let count = min(all.count, Finishing.mostCodes)
    let chosen = (0..<count).map { all[$0 * all.count / count] }
    let latents = loop.plan.architecture.latents
    let codes = Codes(count: count, latents: latents)
    let size = loop.plan.architecture.picturesTogether
    let pixels = Tensor(count: size * loop.plan.architecture.dimensions)
    try chosen.forEachBatch(of: size) { start, indices in
      try loop.pictures.read(indices, into: pixels.shared)
      let part = loop.inference.encode(pixels.shared, count: indices.count)
      let rows = start * latents..<(start + indices.count) * latents
      codes.means.shared[rows].copy(part.means.shared)
      codes.logVariances.shared[rows].copy(part.logVariances.shared)
    }
    return codes
  }
}
