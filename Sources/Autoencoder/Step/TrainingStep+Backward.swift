import KernelContract
import Tensors

/// The phases from the loss back to the gradients of all parameters.
extension TrainingStep {
  /// From the gradient of layer `top`'s output, or of its result if it is bare, down to the result gradient
  /// of the chain's first layer.
  func backward(
    _ chain: Chain, _ name: ProfileParts.Chain, from top: Int, _ outputGradient: SharedFloats,
    _ rows: Rows, block: Int, _ worker: WorkerMemory
  ) {
    var gradient = outputGradient
    var joined = outputGradient
    for index in stride(from: top, through: 0, by: -1) {
      let pass = chain.passes[index]
      let inputs = index > 0 ? pass.layer.input.valueCount : 0
      let below = worker.scratch(index)[0..<rows.count * inputs]
      pass.inPieces(rows, block: block) { piece in
        let first = piece.range.lowerBound - rows.range.lowerBound
        let part = first..<first + piece.count
        if !pass.layer.outputIsResult {
          pass.normaliseAndActivateGradient(
            piece, gradient.rows(part, of: pass.layer.output.valueCount))
          worker.spend(on: parts.index(.normalisation))
        }
        pass.blockGradients(piece, block: block, worker.workspace)
        worker.spend(on: parts.index(name, index, .weightGradient))
        guard index > 0 else { return }
        pass.convolveGradient(piece, into: below.rows(part, of: inputs), worker.workspace)
        worker.spend(on: parts.index(name, index, .inputGradient))
      }
      if pass.layer.addsSkip { joined = gradient }
      gradient = below
      if index > 0 && index < top && chain.passes[index + 1].layer.addsSkip {
        var sum = gradient.mutableSpan
        kernels.add(joined.span, to: &sum)
      }
    }
  }

  /// What the terms add up to, and how the gradients are to be scaled for it.
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
    let running = ScaledLikelihood(architecture.likelihood, state.average.likelihood)
    last.likelihoodValue = running.batchValue(
      terms: sharedTerms, logScaleGradients: logScaleGradients,
      numbers: images * architecture.dimensions)
    let used =
      objective.isImportance ? running : running.optimum(atBatchValue: last.likelihoodValue)
    let reconstruction = used.nats(
      term: terms / Double(rows.count), dimensions: architecture.dimensions)
    let divergence = sumDivergences(rows)
    var scales = LatentPass.Scales(
      decoder: used.gradientFactor / pictures, divergence: beta / pictures, sparsity: 0)
    let loss: Double
    switch objective.code {
    case .variational(let freeBits):
      weighDivergences(rows, scales.divergence, freeBits: freeBits)
      loss = reconstruction + beta * countedDivergence(freeBits: freeBits)
    case .importance:
      weighDivergences(rows, 0, freeBits: 0)
      loss = -bounds.sum(0..<images) / pictures
    case .deterministic(let sparsity):
      weighDivergences(rows, 0, freeBits: 0)
      scales.sparsity = Double(sparsity) / pictures
      loss = reconstruction + Double(sparsity) * meanMagnitude(rows)
    }
    last.decoderScale = scales.decoder
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
    let head = encoder.passes.count - 1
    pool.run(rows: images, by: { _ in share(of: images) }) { worker, images in
      let rows = latent.rows(of: images)
      decoder.passes[0].convolveGradient(
        Rows(rows), into: latent.memory.zGradient.rows(rows, of: latent.latents), worker.workspace)
      worker.spend(on: parts.index(.decoder, 0, .inputGradient))
      latent.sampleGradient(images, scales)
      worker.spend(on: parts.index(.latents))
      guard head > 0 else { return }
      let pass = encoder.passes[head]
      pass.convolveGradient(
        Rows(images), into: codeGradient.images(images, pass.layer.input), worker.workspace)
      worker.spend(on: parts.index(.encoder, head, .inputGradient))
    }
  }

  /// The code's gradient -> the result gradients of the encoder's convolutions. Who finds no pictures left
  /// goes on with the gradients of the decoder's parameters.
  func encodeGradient(_ images: Int) {
    let top = encoder.passes.count - 2
    let block = block(of: images).images
    pool.run(
      rows: top < 0 ? 0 : images, by: { group(of: images, left: $0) }, units: decoderJobs.count
    ) { worker, images in
      let given = codeGradient.images(images, encoder.passes[top + 1].layer.input)
      backward(encoder, .encoder, from: top, given, worker.rows(images), block: block, worker)
    } then: { worker, job in
      run(decoderJobs, job, images, rows: images * latent.samples, worker)
    }
  }

  /// The gradients of the encoder's parameters, which need the result gradients of all pictures.
  func encoderWeightGradients(_ images: Int) {
    pool.run(units: encoderJobs.count) { worker, job in
      run(encoderJobs, job, images, rows: images, worker)
    }
  }

  private func run(_ jobs: WeightJobs, _ job: Int, _ images: Int, rows: Int, _ worker: WorkerMemory)
  {
    let blocks = block(of: images).blocks(in: images)
    jobs.run(job, rows: rows, blocks: blocks, worker.workspace)
    worker.spend(on: jobs.part(job))
  }

  func measureGradientNorm(_ report: StepReport, _ scales: LatentPass.Scales) -> StepReport {
    pool.run(units: optimiser.chunks.count) { worker, chunk in
      optimiser.measure(chunk, gradients.shared, kernels)
      worker.spend(on: parts.index(.norm))
    }
    last.gradientNorm = optimiser.norm(decoderScale: scales.decoder)
    var report = report
    report.gradientNorm = last.gradientNorm
    return report
  }
}
