import CLibrary
import KernelContract
import Tensors

/// What a model thinks of one picture, in nats.
package struct PictureScore: Sendable, Hashable {
  /// -log p(x|z), mean over the draws of z.
  package var reconstruction: Double
  /// KL(q(z|x) || N(0, I)).
  package var divergence: Double
  /// log( 1/K sum over k of p(x|z_k) p(z_k) / q(z_k|x) ): on average at most log p(x), and the closer
  /// to it the more draws.
  package var logLikelihood: Double
  /// The sums over pixels that ask for a width of the likelihood, mean over the draws: for the Gaussian the
  /// squared error, for the logistic the gradient for its log-scale.
  package var term: Double
  package var logScaleGradient: Double

  /// Minus the evidence lower bound.
  package var nats: Double { reconstruction + divergence }
}

/// The draws of one picture so far, with sum of exp(log w - largest) safe from overflow.
private struct Tally {
  var term = 0.0
  var logScaleGradient = 0.0
  var reconstruction = 0.0
  var largest = -Double.infinity
  var sum = 0.0

  mutating func add(logWeight: Double) {
    if logWeight > largest {
      sum *= exp(largest - logWeight)
      largest = logWeight
    }
    sum += exp(logWeight - largest)
  }
}

extension Inference {
  /// A score of each of `count` pictures from `samples` draws of z.
  ///
  /// Draw k of picture i is a function of the seed, k and `firstIndex` + i alone. With 0 samples, z
  /// is the mean and no divergence is counted: that is how a deterministic autoencoder is judged.
  package func evaluate(
    _ pixels: SharedFloats, count: Int, samples: Int = 1, seed: UInt64 = 0, firstIndex: Int = 0
  ) -> [PictureScore] {
    _ = (encoder, decoder)
    let scores = SharedArray<PictureScore>(
      repeating: PictureScore(
        reconstruction: 0, divergence: 0, logLikelihood: 0, term: 0, logScaleGradient: 0),
      count: count)
    pool.run(rows: count, by: group) { worker, images in
      let gaussians = encode(pixels, images, worker)
      let found = score(
        pixels.images(images, picture), gaussians, samples: samples, worker
      ) { n, draw in
        RandomKey(
          seed: seed, stream: RandomStream.evaluation, step: UInt32(draw),
          image: UInt32(truncatingIfNeeded: firstIndex + images.lowerBound + n))
      }
      for (image, score) in zip(images, found) { scores[image] = score }
    }
    return scores.array
  }

  /// The scores of the pictures of one group, all draws of all pictures streamed through the worker's rows.
  private func score(
    _ pixels: SharedFloats, _ gaussians: SharedFloats, samples: Int, _ worker: WorkerMemory,
    _ key: (_ picture: Int, _ draw: Int) -> RandomKey
  ) -> [PictureScore] {
    let count = gaussians.count / gaussianLayout.count
    let codes = Codes(count: count, latents: latents)
    codes.fill(0..<count, from: gaussians, gaussianLayout)
    let draws = max(samples, 1)
    let likelihood = model.scaledLikelihood
    var tallies = [Tally](repeating: Tally(), count: count)
    for start in stride(from: 0, to: count * draws, by: groupSize) {
      let range = start..<min(start + groupSize, count * draws)
      let rows = rows(worker, range.count)
      for (draw, row) in zip(range, rows.range) {
        let n = draw / draws
        place(codes, n, row, samples == 0 ? nil : key(n, draw % draws))
      }
      decode(rows, worker) { decoded in
        for (index, row) in zip(decoded.inHand, decoded.range) {
          let n = (start + index) / draws
          let output = decoder.output.rows(decoded.part(row..<row + 1))
          let (term, logScaleGradient) = sums(
            likelihood, pixels.images(n..<n + 1, picture), output, worker)
          let nats = likelihood.nats(term: term, dimensions: picture.valueCount)
          tallies[n].term += term / Double(draws)
          tallies[n].logScaleGradient += logScaleGradient / Double(draws)
          tallies[n].reconstruction += nats / Double(draws)
          let gap = samples == 0 ? 0 : logRatio(codes, n, row)
          tallies[n].add(logWeight: gap - nats)
        }
      }
    }
    return tallies.enumerated().map { n, tally in
      PictureScore(
        reconstruction: tally.reconstruction,
        divergence: samples == 0 ? 0 : divergence(codes, n),
        logLikelihood: tally.largest + log(tally.sum / Double(draws)), term: tally.term,
        logScaleGradient: tally.logScaleGradient)
    }
  }

  /// z of a draw, or the mean, into a row of the decoder's input.
  private func place(_ codes: borrowing Codes, _ n: Int, _ row: Int, _ key: RandomKey?) {
    let mean = codes.means.shared.rows(n..<n + 1, of: latents)
    let logVariance = codes.logVariances.shared.rows(n..<n + 1, of: latents)
    let z = decoder.input.floats.rows(row..<row + 1, of: latents)
    guard let key else { return z.copy(mean) }
    drawFromGaussian(mean: mean.span, logVariance: logVariance.span, key, into: z, kernels)
  }

  private func sums(
    _ likelihood: ScaledLikelihood, _ pixels: SharedFloats, _ output: SharedFloats,
    _ worker: WorkerMemory
  ) -> (term: Double, logScaleGradient: Double) {
    let scratch = worker.scratch(0)[0..<picture.valueCount]
    var gradient = scratch.mutableSpan
    var terms: [Double] = [0]
    var logScaleGradients: [Double] = [0]
    var term = terms.mutableSpan
    var logScaleGradient = logScaleGradients.mutableSpan
    kernels.likelihood(
      likelihood.term, picture, images: 1, x: pixels.span, xBorder: 0,
      r: output.span, gradientScale: 1,
      gradient: &gradient, gradientBorder: 0, terms: &term, logScaleGradients: &logScaleGradient)
    return (terms[0], logScaleGradients[0])
  }

  /// log p(z) - log q(z|x) of the z in the decoder's input.
  private func logRatio(_ codes: borrowing Codes, _ n: Int, _ row: Int) -> Double {
    let (means, logVariances) = (codes.means.span, codes.logVariances.span)
    let z = decoder.input.floats.rows(row..<row + 1, of: latents)
    let drawn = z.span
    var sum = 0.0
    for j in 0..<latents {
      let v = Double(logVariances[n * latents + j])
      let distance = Double(drawn[j] - means[n * latents + j])
      sum += distance * distance * exp(-v) + v - Double(drawn[j] * drawn[j])
    }
    return sum / 2
  }

  private func divergence(_ codes: borrowing Codes, _ n: Int) -> Double {
    let (means, logVariances) = (codes.means.span, codes.logVariances.span)
    return (n * latents..<(n + 1) * latents).reduce(0.0) { sum, j in
      sum + gaussianDivergence(mean: means[j], logVariance: logVariances[j])
    }
  }
}

/// KL(N(mean, exp(logVariance)) || N(0, 1)) in nats.
func gaussianDivergence(mean: Float, logVariance: Float) -> Double {
  let (m, v) = (Double(mean), Double(logVariance))
  return (m * m + exp(v) - 1 - v) / 2
}
