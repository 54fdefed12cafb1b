import KernelContract
import Tensors

/// The phases up to the input gradients of the decoder.
extension TrainingStep {
  func packForEncoding() {
    pool.run(units: encodePacking.count) { worker, job in pack(encodePacking, job, worker) }
  }

  private func pack(_ jobs: PackingJobs, _ job: Int, _ worker: WorkerMemory) {
    jobs.run(job)
    worker.spend(on: parts.index(.packing))
  }

  /// Pictures through the convolutions. A thread that finds none left packs for the decoder.
  func encode(_ pixels: SharedFloats, _ images: Int, _ noise: StepNoise) {
    pool.run(
      rows: images, by: { group(of: images, left: $0) }, units: decodePacking.count
    ) { worker, images in
      writeInput(pixels, images, noise, worker)
      worker.spend(on: parts.index(.input))
      for index in 0..<encoder.passes.count - 1 {
        forward(encoder, .encoder, index, Rows(images), worker)
      }
    } then: { worker, job in
      pack(decodePacking, job, worker)
    }
  }

  /// Convolution and what follows it, clocked.
  private func forward(
    _ chain: Chain, _ name: ProfileParts.Chain, _ index: Int, _ rows: Rows, _ worker: WorkerMemory
  ) {
    let pass = chain.passes[index]
    pass.inPieces(rows) { rows in
      pass.convolve(rows, worker.workspace)
      worker.spend(on: parts.index(name, index, .forward))
      pass.normaliseAndActivate(rows)
      worker.spend(on: parts.index(.normalisation))
    }
  }

  /// Pixels, corrupted where the objective asks for it, into the encoder's bordered input.
  private func writeInput(
    _ pixels: SharedFloats, _ images: Range<Int>, _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    let layout = state.network.picture.with(border: 0)
    var source = pixels.images(images, layout)
    if objective.corruption > 0 {
      let corrupted = worker.scratch(0)[0..<images.count * layout.imageStride]
      for (n, image) in images.enumerated() {
        var numbers = corrupted.images(n..<n + 1, layout).mutableSpan
        kernels.normal(noise.key(RandomStream.corruption, image: image), into: &numbers)
        let clean = pixels.images(image..<image + 1, layout).span
        for i in 0..<numbers.count { numbers[i] = clean[i] + objective.corruption * numbers[i] }
      }
      source = corrupted
    }
    var input = encoder.input.rows(Rows(images)).mutableSpan
    kernels.activate(
      layout, images: images.count, .identity, x: source.span, y: &input,
      yBorder: state.network.encoder[0].input.border)
  }

  /// What each thread takes through an affine layer: its share of the pictures, so that the weights, too
  /// many for a cache, are read once by each.
  func share(of images: Int) -> Int {
    (images + pool.team.count - 1) / pool.team.count
  }

  /// Codes of the last convolution -> gaussians -> z -> the stem's result.
  func throughLatents(_ images: Int, _ noise: StepNoise?) {
    let head = encoder.passes.count - 1
    pool.run(rows: images, by: { _ in share(of: images) }) { worker, images in
      encoder.passes[head].convolve(Rows(images), worker.workspace)
      worker.spend(on: parts.index(.encoder, head, .forward))
      latent.sample(images, noise)
      worker.spend(on: parts.index(.latents))
      decoder.passes[0].convolve(Rows(latent.rows(of: images)), worker.workspace)
      worker.spend(on: parts.index(.decoder, 0, .forward))
    }
  }

  /// The stem's result -> output -> the likelihood's terms -> unscaled gradients of every result. A thread
  /// that finds no rows left packs for the encoder's way back.
  func decodeAndReturn(_ pixels: SharedFloats, _ images: Int, beta: Double) {
    let block = block(of: images).rows
    pool.run(
      rows: images, by: { group(of: images, left: $0) }, units: returnPacking.count
    ) { worker, images in
      let rows = worker.rows(latent.rows(of: images))
      decoder.passes[0].normaliseAndActivate(rows)
      worker.spend(on: parts.index(.normalisation))
      for index in 1..<max(1, decoder.passes.count) {
        forward(decoder, .decoder, index, rows, worker)
      }
      likelihoodGradient(pixels, images, rows, beta: beta)
      worker.spend(on: parts.index(.likelihood))
      backward(
        decoder, .decoder, from: decoder.passes.count - 1, .empty, rows, block: block, worker)
    } then: { worker, job in
      pack(returnPacking, job, worker)
    }
  }

  /// terms, and the gradient of the decoder's output, of some pictures' rows.
  private func likelihoodGradient(
    _ pixels: SharedFloats, _ images: Range<Int>, _ all: Rows, beta: Double
  ) {
    guard objective.isImportance else {
      likelihoodGradient(pixels, images, all, share: 1)
      for row in images { shares[row] = 1 }
      return
    }
    let scaled = ScaledLikelihood(state.architecture.likelihood, state.average.likelihood)
    for image in images {
      let rows = latent.rows(of: image..<image + 1)
      for row in rows {
        likelihoodGradient(pixels, image..<image + 1, all.part(row..<row + 1), share: 1)
        let nats = scaled.nats(term: terms[row], dimensions: state.architecture.dimensions)
        logWeights[row] = latent.logWeight(row: row, reconstruction: nats, beta: beta)
      }
      bounds[image] = logWeights.logMeanExp(rows, shares: shares)
      for row in rows {
        likelihoodGradient(
          pixels, image..<image + 1, all.part(row..<row + 1), share: Float(shares[row]))
      }
    }
  }

  private func likelihoodGradient(
    _ pixels: SharedFloats, _ images: Range<Int>, _ rows: Rows, share: Float
  ) {
    let scaled = ScaledLikelihood(state.architecture.likelihood, state.average.likelihood)
    let layout = decoder.output.layout
    let last = decoder.passes[decoder.passes.count - 1]
    var gradient = last.memory.resultGradient.rows(rows).mutableSpan
    let (terms, logScaleGradients) = (terms, logScaleGradients)
    var term = terms.mutableSpan(rows.range)
    var logScaleGradient = logScaleGradients.mutableSpan(rows.range)
    kernels.likelihood(
      scaled.term, layout, images: rows.count, x: pixels.images(images, layout).span, xBorder: 0,
      r: decoder.output.rows(rows).span, gradientScale: share,
      gradient: &gradient, gradientBorder: last.layer.resultGradient.border,
      terms: &term, logScaleGradients: &logScaleGradient)
  }
}
