import KernelContract
import Tensors

/// The phases from the loss back to the gradients of all parameters.
extension TrainingStep {
  /// What the terms add up to, and what the divergence weighs.
  func lossAndScales(_ images: Int, beta: Double) -> (StepReport, LatentPass.Scales) {
    let architecture = state.architecture
    let rows = latent.rows(of: 0..<images)
    let pictures = Double(images)
    var terms = 0.0
    // What the scale follows: under importance the better draws count for more.
    var sharedTerms = 0.0
    var logScaleGradients = 0.0
    for row in rows {
      terms += self.terms[row]
      sharedTerms += shares[row] * self.terms[row]
      logScaleGradients += shares[row] * self.logScaleGradients[row]
    }
    let running = runningLikelihood
    last.likelihoodValue = running.batchValue(
      terms: sharedTerms, logScaleGradients: logScaleGradients,
      numbers: images * architecture.dimensions)
    let used =
      objective.isImportance ? running : running.optimum(atBatchValue: last.likelihoodValue)
    let term = terms / Double(rows.count)
    let reconstruction = used.nats(term: term, dimensions: architecture.dimensions)
    // What the gradients are of, at the width that they were taken at.
    let minimised = running.nats(term: term, dimensions: architecture.dimensions)
    let divergence = sumDivergences(rows)
    var scales = LatentPass.Scales(divergence: beta / pictures, sparsity: 0)
    let loss: Double
    switch objective.code {
    case .variational(let freeBits):
      weighDivergences(rows, scales.divergence, freeBits: freeBits)
      loss = minimised + beta * countedDivergence(freeBits: freeBits)
    case .importance:
      weighDivergences(rows, 0, freeBits: 0)
      loss = -bounds.sum(0..<images) / pictures
    case .deterministic(let sparsity):
      weighDivergences(rows, 0, freeBits: 0)
      scales.sparsity = Double(sparsity) / pictures
      loss = minimised + Double(sparsity) * meanMagnitude(rows)
    }
    let shown = objective.isDeterministic ? 0 : divergence
    let report = StepReport(
      reconstruction: reconstruction, divergence: shown, objective: loss,
      bitsPerDimension: architecture.likelihood.bitsPerDimension(
        nats: reconstruction + shown, dimensions: architecture.dimensions),
      sigma: used.sigma, gradientNorm: .nan)
    return (report, scales)
  }

  /// Mean over the rows of each latent's divergence; returns the sum over the latents.
  private func sumDivergences(_ rows: Range<Int>) -> Double {
    let memory = latent.memory.divergence
    let all = memory.span
    for j in 0..<latent.latents {
      var sum = 0.0
      for row in rows { sum += Double(all[row * latent.latents + j]) }
      divergences[j] = sum / Double(rows.count)
    }
    return divergences.sum(0..<latent.latents)
  }

  private func countedDivergence(freeBits: Double) -> Double {
    (0..<latent.latents).reduce(0) { $0 + max(freeBits, divergences[$1]) }
  }

  private func weighDivergences(_ rows: Range<Int>, _ weight: Double, freeBits: Double) {
    let memory = latent.memory.weights
    var weights = memory.mutableSpan
    for row in rows {
      for j in 0..<latent.latents {
        weights[row * latent.latents + j] = divergences[j] < freeBits ? 0 : Float(weight)
      }
    }
  }

  private func meanMagnitude(_ rows: Range<Int>) -> Double {
    let memory = latent.memory.z
    let z = memory.span
    var sum = 0.0
    for i in 0..<rows.count * latent.latents { sum += Double(abs(z[i])) }
    return sum / Double(rows.count)
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
    let wanted = NetworkPass.Wanted(block: block(of: images).images)
    let jobs = weightJobs(images)
    pool.run(
      rows: top < 0 ? 0 : images, by: { group(of: images, left: $0) }, units: jobs.count
    ) { worker, images in
      let given = codeGradient.images(images, encoder.last.layer.input)
      encoder.backward(worker.rows(images), from: top, given, wanted, worker)
    } then: { worker, job in
      jobs.run(job, worker)
    }
  }

  /// The gradients of the encoder's parameters, which need the result gradients of all pictures.
  func encoderWeightGradients(_ images: Int) {
    let blocks = block(of: images).blocks(in: images)
    pool.run(units: encoder.weightJobs.count) { worker, job in
      encoder.runWeightJob(job, rows: images, blocks: blocks, worker)
    }
  }

  /// The weight gradients that need nothing of the encoder's way back.
  private func weightJobs(_ images: Int) -> (count: Int, run: (Int, WorkerMemory) -> Void) {
    let blocks = block(of: images).blocks(in: images)
    let rows = latent.samples + (isAdversarial ? 1 : 0)
    let own = decoder.weightJobs.count
    let decoderBlocks = latent.samples > 1 ? blocks : rows * blocks
    let kinds = AdversarialPass.Kind.allCases.count
    let other = isAdversarial ? adversarial : nil
    return (
      own + (other?.network.weightJobs.count ?? 0),
      { job, worker in
        if job < own {
          self.decoder.runWeightJob(job, rows: rows * images, blocks: decoderBlocks, worker)
        } else {
          other?.network.runWeightJob(
            job - own, rows: kinds * images, blocks: kinds * blocks, worker)
        }
      }
    )
  }

  func measureGradientNorm(_ report: StepReport, _ images: Int) -> StepReport {
    let other = isAdversarial ? adversarial : nil
    let own = optimiser.chunks.count
    pool.run(units: own + (other?.optimiser.chunks.count ?? 0)) { worker, chunk in
      if chunk < own {
        optimiser.measure(chunk, gradients.shared, kernels)
      } else if let other {
        other.optimiser.measure(chunk - own, other.gradients.shared, kernels)
      }
      worker.spend(on: parts.index(.norm))
    }
    last.gradientNorm = optimiser.norm
    var report = report
    report.gradientNorm = last.gradientNorm
    report.adversarial = other?.report(images: images)
    return report
  }
}
