import Analysis
import Autoencoder
import Tensors

/// What the averaged weights make of the held-out pictures: the numbers that a user is shown.
///
/// The noise of held-out picture i is the same in every report, so that reports can be compared.
final class Validation {
  private let inference: Inference
  private let pictures: TrainingPictures
  private let seed: UInt64
  /// 0 where the objective draws no codes.
  private let samples: Int
  private let pixels: Tensor

  struct Result {
    let loss: Loss
    let activeUnits: Int
    /// Of each latent, its mean divergence from the prior in nats.
    let divergences: [Double]
    /// Minus the lower bound of each picture in bits/dim.
    let bits: [Double]
  }

  init(_ plan: TrainingPlan, _ inference: Inference, _ pictures: TrainingPictures) {
    self.inference = inference
    self.pictures = pictures
    seed = plan.seed
    samples = plan.objective.isVariational ? 1 : 0
    let architecture = plan.architecture
    pixels = Tensor(count: architecture.picturesTogether * architecture.dimensions)
  }

  /// Looks at the first `count` held-out pictures, at the width that is best for them, as a batch in training is
  /// judged at its own: that of pictures that were trained on, in part known by heart, is too narrow.
  func measure(_ count: Int) throws -> Result {
    let model = inference.model
    let architecture = model.architecture
    var statistics = LatentStatistics(latents: architecture.latents)
    let scores = try scores(count) { statistics.add(inference.encode(pixels.shared, count: $0)) }
    let likelihood = model.scaledLikelihood.optimum(
      atBatchValue: model.likelihoodValue(for: scores))
    let nats = scores.map {
      likelihood.nats(term: $0.term, dimensions: architecture.dimensions) + $0.divergence
    }
    let bits = nats.map {
      architecture.likelihood.bitsPerDimension(nats: $0, dimensions: architecture.dimensions)
    }
    let n = Double(count)
    let divergence = scores.reduce(0) { $0 + $1.divergence } / n
    return Result(
      loss: Loss(
        reconstruction: nats.reduce(0, +) / n - divergence, divergence: divergence,
        bitsPerDimension: bits.reduce(0, +) / n),
      activeUnits: statistics.activeUnits, divergences: statistics.divergences, bits: bits)
  }

  /// Gives the model the width that all held-out pictures ask for.
  func fitWidth() throws {
    inference.model.likelihood.value = inference.model.likelihoodValue(
      for: try scores(pictures.heldOut.count))
  }

  /// What the model thinks of the first `count`; `look` is called with how many are in `pixels`.
  private func scores(
    _ count: Int, look: (Int) -> Void = { _ in }
  ) throws -> [PictureScore] {
    var scores: [PictureScore] = []
    let size = inference.model.architecture.picturesTogether
    try pictures.heldOut.prefix(count).forEachBatch(of: size) { start, indices in
      try pictures.read(indices, into: pixels.shared)
      scores += inference.evaluate(
        pixels.shared, count: indices.count, samples: samples, seed: seed, firstIndex: start)
      look(indices.count)
    }
    return scores
  }

  /// The peak signal-to-noise ratio in decibels of what becomes of the means of q, mean over all
  /// held-out pictures; at most 120 of each, so that the mean is a number.
  func psnr() throws -> Double {
    let architecture = inference.model.architecture
    let dimensions = architecture.dimensions
    var sum = 0.0
    try pictures.heldOut.forEachBatch(of: architecture.picturesTogether) { _, indices in
      try pictures.read(indices, into: pixels.shared)
      let codes = inference.encode(pixels.shared, count: indices.count)
      let decoded = inference.decode(codes.means.shared, count: indices.count)
      for picture in 0..<indices.count {
        let a = pixels.shared.part(picture, size: dimensions)
        let b = decoded.shared.part(picture, size: dimensions)
        sum += min(120, PictureSimilarity.psnr(a.span, b.span))
      }
    }
    return sum / Double(pictures.heldOut.count)
  }
}

extension Collection where Index == Int {
  /// Calls `body` with each run of at most `size` elements and the place of its first.
  func forEachBatch(of size: Int, _ body: (Int, SubSequence) throws -> Void) rethrows {
    for start in stride(from: 0, to: count, by: size) {
      let first = startIndex + start
      try body(start, self[first..<Swift.min(first + size, endIndex)])
    }
  }
}
