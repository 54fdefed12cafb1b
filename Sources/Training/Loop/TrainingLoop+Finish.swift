import Analysis
import Autoencoder
import Files
import Images
import Tensors

// After the last step: the best weights are taken where they are kept, the likelihood's width is fitted, all held-out
// pictures are judged, and the model gets its last form, with codes to draw new ones between.
extension TrainingLoop {
  /// How many codes a report draws between.
  static let fewCodes = 1024

  /// Nil where it is to stop, which changes nothing: the last step's checkpoint goes on here.
  func finish(until stop: StopFlag) throws -> TrainingSummary? {
    try crew.alone { try judgeAll(until: stop) }
  }

  private func judgeAll(until stop: StopFlag) throws -> TrainingSummary? {
    try tell(.finishing)
    let isBest = checkpoint.best?.restore(to: state.average) ?? false
    inference.weightsChanged()
    try validation.fitWidth()
    let judged = try validation.measure(plan.found.heldOut)
    if stop.isRaised { return nil }
    let neighbours = try neighbours()
    state.average.neighbours = neighbours
    let summary = TrainingSummary(
      files: files, steps: position.step, keptStep: isBest ? checkpoint.best?.step : nil,
      epochs: plan.epoch(of: position.step),
      seconds: position.seconds, imagesPerSecond: imagesPerSecond, validation: judged.loss,
      psnr: try validation.psnr(), activeUnits: judged.activeUnits,
      latents: plan.architecture.latents, completeness: inference.completeness(seed: plan.seed),
      divergences: judged.divergences, heldOutBits: Summary.percentiles(of: judged.bits),
      sampler: neighbours == nil ? "prior" : "neighbours",
      samplerReason: neighbours.map {
        "between the codes of \(NumberText.counted($0.count, "picture")), those that are alike"
      } ?? "too few pictures to draw between their codes",
      notices: notices)
    try reportPictures.writeSamples(between: neighbours, to: files.finalSamples, machine.kernels)
    try saveModel(summary)
    try tell(.finished(summary))
    return summary
  }

  /// Codes of training pictures, the means of their q(z|x), to draw new ones between; nil where there are too few.
  func neighbours(atMost most: Int = .max) throws -> CodeNeighbours? {
    let all = pictures.training
    let count = min(
      all.count, most, CodeNeighbours.mostCodes(latents: plan.architecture.latents))
    let chosen = (0..<count).map { all[$0 * all.count / count] }
    let codes = try codes(of: chosen)
    let numbers = codes.means.span
    var neighbours = CodeNeighbours(
      codes: numbers.indices.map { numbers[$0] }, latents: codes.latents,
      places: plan.architecture.places, kernels: machine.kernels)
    if plan.labels {
      neighbours?.labels = CodeLabels(pictures.labels(of: chosen, below: plan.paths))
    }
    return neighbours
  }

  private func codes(of chosen: [Int]) throws -> Codes {
    let latents = plan.architecture.latents
    let codes = Codes(count: chosen.count, latents: latents)
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
