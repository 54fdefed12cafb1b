import KernelContract
import Tensors

/// The phases up to the input gradients of the decoder.
extension TrainingStep {
  func packForEncoding() {
    pool.run(units: encodePacking.count) { worker, job in pack(encodePacking, job, worker) }
  }

  func pack(_ jobs: PackingJobs, _ job: Int, _ worker: WorkerMemory) {
    jobs.run(job)
    worker.spend(on: parts.index(.packing))
  }

  /// Pictures through the convolutions. A thread that finds none left packs for the decoder.
  func encode(_ pixels: SharedFloats, _ images: Int, _ noise: StepNoise) {
    let packing = opponent == nil ? decodePacking : adversarialPacking
    pool.run(
      rows: images, by: { group(left: $0) }, units: packing.count
    ) { worker, images in
      writeInput(pixels, images, noise, worker)
      worker.spend(on: parts.index(.input))
      encoder.forward(Rows(images), through: 0..<encoder.layers.count - 1, worker)
    } then: { worker, job in
      pack(packing, job, worker)
    }
  }

  /// Pixels, corrupted where the objective asks for it, into the encoder's bordered input.
  private func writeInput(
    _ pixels: SharedFloats, _ images: Range<Int>, _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    let layout = state.network.picture.with(border: 0)
    let isCorrupted = objective.corruption > 0
    let source =
      isCorrupted
      ? worker.scratch(0)[0..<images.count * layout.imageStride] : pixels.images(images, layout)
    if isCorrupted {
      addNoise(
        noise, RandomStream.corruption, deviation: objective.corruption, to: pixels, images,
        into: source)
    }
    var input = encoder.input.rows(Rows(images)).mutableSpan
    kernels.activate(
      layout, images: images.count, .identity, x: source.span, y: &input,
      yBorder: state.network.encoder[0].input.border)
  }

  /// corrupted = pixels + deviation normal noise, for some pictures, each from its own sequence of the stream.
  func addNoise(
    _ noise: StepNoise, _ stream: UInt32, deviation: Float, to pixels: SharedFloats,
    _ images: Range<Int>, into corrupted: SharedFloats
  ) {
    let layout = state.network.picture.with(border: 0)
    for (n, image) in images.enumerated() {
      var numbers = corrupted.images(n..<n + 1, layout).mutableSpan
      kernels.normal(noise.key(stream, image: image), into: &numbers)
      let clean = pixels.images(image..<image + 1, layout).span
      for i in 0..<numbers.count { numbers[i] = clean[i] + deviation * numbers[i] }
    }
  }

  /// What each thread takes through an affine layer: its share of the pictures, so that the weights, too
  /// many for a cache, are read once by each.
  func share(of images: Int) -> Int {
    (images + pool.team.count - 1) / pool.team.count
  }

  /// Codes of the last convolution -> gaussians -> z -> the stem's result.
  func throughLatents(_ images: Int, _ noise: StepNoise?) {
    pool.run(rows: images, by: { _ in share(of: images) }) { worker, images in
      encoder.convolve(encoder.layers.count - 1, Rows(images), worker)
      latent.sample(images, noise)
      worker.spend(on: parts.index(.latents))
      decoder.convolve(0, Rows(latent.rows(of: images)), worker)
    }
  }

  /// The stem's result -> output -> the likelihood's terms -> the gradients of every result. A thread
  /// that finds no rows left packs for the encoder's way back.
  func decodeAndReturn(_ pixels: SharedFloats, _ images: Int, _ noise: StepNoise) {
    let wanted = NetworkPass.Wanted(block: batch.block.rows)
    pool.run(
      rows: images, by: { group(left: $0) }, units: returnPacking.count
    ) { worker, images in
      let rows = worker.rows(latent.rows(of: images))
      decode(rows, worker)
      likelihoodGradient(pixels, images, rows)
      worker.spend(on: parts.index(.likelihood))
      if let opponent { refine(opponent, pixels, images, rows, wanted, noise, worker) }
      decoder.backward(rows, from: decoder.layers.count - 1, .empty, wanted, worker)
    } then: { worker, job in
      pack(returnPacking, job, worker)
    }
  }

  /// The stem's result -> output.
  func decode(_ rows: Rows, _ worker: WorkerMemory) {
    decoder.layers[0].normaliseAndActivate(rows)
    worker.spend(on: parts.index(.normalisation))
    decoder.forward(rows, through: 1..<max(1, decoder.layers.count), worker)
  }

  /// terms, and the gradient of the decoder's output, of some pictures' rows.
  private func likelihoodGradient(_ pixels: SharedFloats, _ images: Range<Int>, _ all: Rows) {
    let pictures = Double(batch.total)
    guard objective.isImportance else {
      likelihoodGradient(pixels, images, all, share: 1 / pictures)
      for row in images { shares[row] = 1 }
      return
    }
    let scaled = runningLikelihood
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
          pixels, image..<image + 1, all.part(row..<row + 1), share: shares[row] / pictures)
      }
    }
  }

  /// At the width as it stands before the step: known before the first picture, so that each gradient is
  /// final when it is written.
  var runningLikelihood: ScaledLikelihood {
    ScaledLikelihood(state.architecture.likelihood, state.average.likelihood)
  }

  private func likelihoodGradient(
    _ pixels: SharedFloats, _ images: Range<Int>, _ rows: Rows, share: Double
  ) {
    let scaled = runningLikelihood
    let layout = decoder.output.layout
    let last = decoder.last
    var gradient = last.memory.resultGradient.rows(rows).mutableSpan
    let (terms, logScaleGradients) = (terms, logScaleGradients)
    var term = terms.mutableSpan(rows.range)
    var logScaleGradient = logScaleGradients.mutableSpan(rows.range)
    kernels.likelihood(
      scaled.term, layout, images: rows.count, x: pixels.images(images, layout).span, xBorder: 0,
      r: decoder.output.rows(rows).span, gradientScale: Float(share * scaled.gradientFactor),
      gradient: &gradient, gradientBorder: last.layer.resultGradient.border,
      terms: &term, logScaleGradients: &logScaleGradient)
  }
}
