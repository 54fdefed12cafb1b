import KernelContract
import Tensors

/// The phases from the loss back to the gradients of all parameters.
extension TrainingStep {
  /// What each shard in hand adds to the step's sums, and these added.
  func sumTerms() {
    for shard in batch.shards {
      let images = batch.images(ofShard: shard - batch.shards.lowerBound)
      let rows = latent.rows(of: images)
      var (terms, sharedTerms, logScaleGradients) = (0.0, 0.0, 0.0)
      for row in rows {
        terms += self.terms[row]
        sharedTerms += shares[row] * self.terms[row]
        logScaleGradients += shares[row] * self.logScaleGradients[row]
      }
      sums[.terms, shard: shard] = terms
      sums[.sharedTerms, shard: shard] = sharedTerms
      sums[.logScaleGradients, shard: shard] = logScaleGradients
      sums[.bounds, shard: shard] = objective.isImportance ? bounds.sum(images) : 0
      sums[.magnitudes, shard: shard] = objective.isVariational ? 0 : magnitude(rows)
      let memory = latent.memory.divergence
      let divergences = memory.span
      for j in 0..<latent.latents {
        var sum = 0.0
        for row in rows { sum += Double(divergences[row * latent.latents + j]) }
        sums.setDivergence(j, shard: shard, sum)
      }
      opponent?.sumTerms(images, shard: shard, sums)
    }
    Batch.addInTree(batch.shards) { to, from in sums.add(from, to: to) }
  }

  /// Of the z of some rows.
  private func magnitude(_ rows: Range<Int>) -> Double {
    let part = latent.memory.z.rows(rows, of: latent.latents)
    let z = part.span
    var sum = 0.0
    for i in 0..<z.count { sum += Double(abs(z[i])) }
    return sum
  }

  /// What the sums come to, and what the divergence weighs.
  func lossAndScales() -> (StepReport, LatentPass.Scales) {
    let architecture = state.architecture
    let pictures = Double(batch.total)
    let rows = pictures * Double(latent.samples)
    let running = runningLikelihood
    last.likelihoodValue = running.batchValue(
      terms: sums[.sharedTerms], logScaleGradients: sums[.logScaleGradients],
      numbers: batch.total * architecture.dimensions)
    let used =
      objective.isImportance ? running : running.optimum(atBatchValue: last.likelihoodValue)
    let term = sums[.terms] / rows
    let reconstruction = used.nats(term: term, dimensions: architecture.dimensions)
    // What the gradients are of, at the width that they were taken at.
    let minimised = running.nats(term: term, dimensions: architecture.dimensions)
    for j in 0..<latent.latents { divergences[j] = sums.divergence(j) / rows }
    let divergence = divergences.sum(0..<latent.latents)
    var scales = LatentPass.Scales(divergence: beta / pictures, sparsity: 0)
    let loss: Double
    switch objective.code {
    case .variational(let freeBits):
      weighDivergences(scales.divergence, freeBits: freeBits)
      loss = minimised + beta * countedDivergence(freeBits: freeBits)
    case .importance:
      weighDivergences(0, freeBits: 0)
      loss = -sums[.bounds] / pictures
    case .deterministic(let sparsity):
      weighDivergences(0, freeBits: 0)
      scales.sparsity = Double(sparsity) / pictures
      loss = minimised + Double(sparsity) * sums[.magnitudes] / rows
    }
    let shown = objective.isVariational ? divergence : 0
    let report = StepReport(
      reconstruction: reconstruction, divergence: shown, objective: loss,
      bitsPerDimension: architecture.likelihood.bitsPerDimension(
        nats: reconstruction + shown, dimensions: architecture.dimensions),
      sigma: used.sigma, gradientNorm: .nan)
    return (report, scales)
  }

  private func countedDivergence(freeBits: Double) -> Double {
    (0..<latent.latents).reduce(0) { $0 + max(freeBits, divergences[$1]) }
  }

  private func weighDivergences(_ weight: Double, freeBits: Double) {
    let memory = latent.memory.weights
    var weights = memory.mutableSpan
    for row in latent.rows(of: 0..<batch.images.count) {
      for j in 0..<latent.latents {
        weights[row * latent.latents + j] = divergences[j] < freeBits ? 0 : Float(weight)
      }
    }
  }

  /// The stem's result gradient -> z -> gaussians -> the code.
  func backThroughLatents(_ images: Int, _ scales: LatentPass.Scales) {
    let head = encoder.layers.count - 1
    pool.run(rows: images, by: { _ in share(of: images) }) { worker, images in
      let rows = latent.rows(of: images)
      decoder.convolveGradient(
        0, Rows(rows), into: latent.memory.zGradient.rows(rows, of: latent.latents), worker)
      latent.sampleGradient(images, scales)
      worker.spend(on: parts.index(.latents))
      guard head > 0 else { return }
      encoder.convolveGradient(
        head, Rows(images), into: codeGradient.images(images, encoder.last.layer.input), worker)
    }
  }

  /// The code's gradient -> the result gradients of the encoder's convolutions. Who finds no pictures left
  /// goes on with the gradients of the other networks' parameters.
  func encodeGradient(_ images: Int) {
    let top = encoder.layers.count - 2
    let wanted = NetworkPass.Wanted(block: batch.block.images)
    pool.run(
      rows: top < 0 ? 0 : images, by: { group(left: $0) }, units: readyWeightJobs
    ) { worker, images in
      let given = codeGradient.images(images, encoder.last.layer.input)
      encoder.backward(worker.rows(images), from: top, given, wanted, worker)
    } then: { worker, job in
      runReadyWeightJob(job, worker)
    }
  }

  /// The gradients of the encoder's parameters, which need the result gradients of all pictures.
  func encoderWeightGradients() {
    pool.run(units: encoder.weightJobs.count(batch)) { worker, job in
      encoder.runWeightJob(job, batch, WeightJobs.RowsPerPicture(), worker)
    }
  }

  /// The jobs of weight gradients that need nothing of the encoder's way back: the decoder's, then the
  /// discriminator's.
  private var readyWeightJobs: Int {
    decoder.weightJobs.count(batch) + (opponent?.network.weightJobs.count(batch) ?? 0)
  }

  private func runReadyWeightJob(_ job: Int, _ worker: WorkerMemory) {
    let own = decoder.weightJobs.count(batch)
    if job < own {
      let rows = WeightJobs.RowsPerPicture(draws: latent.samples)
      decoder.runWeightJob(job, batch, rows, worker)
    } else {
      let kinds = AdversarialPass.Kind.allCases.count
      opponent?.network.runWeightJob(
        job - own, batch, WeightJobs.RowsPerPicture(kinds: kinds), worker)
    }
  }

  /// The gradients of the shards in hand, added as far as the tree goes among them.
  func addShards() {
    guard batch.shards.count > 1 else { return }
    forEachChunk(
      optimiser.chunks.indices, opponent?.optimiser.chunks.indices, .shards
    ) { optimiser, chunk, gradients in
      optimiser.addShards(chunk, gradients, batch.shards, kernels)
    }
  }

  /// Notes the sums of squares of the chunks in hand.
  package func measure() {
    forEachChunk(ownChunks, opponent?.ownChunks, .norm) { optimiser, chunk, gradients in
      optimiser.measure(chunk, gradients[0], kernels)
    }
  }

  /// Completes the report by the norm of the whole step's gradient.
  package func completed(_ report: StepReport) -> StepReport {
    last.gradientNorm = optimiser.norm
    var report = report
    report.gradientNorm = last.gradientNorm
    report.adversarial = opponent?.report(sums, of: batch.total)
    return report
  }

  /// Calls `work` with some chunks of the model's gradients, then with some of the discriminator's.
  private func forEachChunk(
    _ own: Range<Int>, _ opponents: Range<Int>?, _ part: ProfileParts.Other,
    _ work: (Optimiser, Int, ShardGradients) -> Void
  ) {
    pool.run(units: own.count + (opponents?.count ?? 0)) { worker, unit in
      if unit < own.count {
        work(optimiser, own.lowerBound + unit, shardGradients)
      } else if let opponent, let opponents {
        work(opponent.optimiser, opponents.lowerBound + unit - own.count, opponent.shardGradients)
      }
      worker.spend(on: parts.index(part))
    }
  }
}
