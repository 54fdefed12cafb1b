import KernelContract
import Tensors

/// The phases up to the input gradients of the decoder.
extension TrainingStep {
  func packForEncoding() {
    crew.run(units: encodePacking.count) { desk, job in pack(encodePacking, job, desk) }
  }

  private func pack(_ jobs: PackingJobs, _ job: Int, _ desk: Desk) {
    jobs.run(job)
    desk.spend(on: parts.index(.packing))
  }

  /// Pictures through the convolutions. A thread that finds none left packs for the decoder.
  func encode(_ pixels: Window, _ images: Int, _ noise: StepNoise) {
    crew.run(
      rows: images, by: { group(of: images, left: $0) }, units: decodePacking.count
    ) { desk, images in
      takeIn(pixels, images, noise, desk)
      desk.spend(on: parts.index(.input))
      for index in 0..<encoder.passes.count - 1 {
        forward(encoder, .encoder, index, Rows(images), desk)
      }
    } then: { desk, job in
      pack(decodePacking, job, desk)
    }
  }

  /// Convolution and what follows it, clocked.
  private func forward(
    _ chain: Chain, _ name: ProfileParts.Chain, _ index: Int, _ rows: Rows, _ desk: Desk
  ) {
    let pass = chain.passes[index]
    pass.inPieces(rows) { rows in
      pass.convolve(rows, desk.workspace)
      desk.spend(on: parts.index(name, index, .forward))
      pass.finish(rows)
      desk.spend(on: parts.index(.normalisation))
    }
  }

  /// Pixels, corrupted where the objective asks for it, into the encoder's bordered input.
  private func takeIn(_ pixels: Window, _ images: Range<Int>, _ noise: StepNoise, _ desk: Desk) {
    let layout = state.network.picture.with(border: 0)
    var source = pixels.images(images, layout)
    if objective.corruption > 0 {
      let corrupted = desk.scratch(0)[0..<images.count * layout.imageStride]
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
    (images + crew.team.count - 1) / crew.team.count
  }

  /// Codes of the last convolution -> gaussians -> z -> the stem's result.
  func throughLatents(_ images: Int, _ noise: StepNoise?) {
    let head = encoder.passes.count - 1
    crew.run(rows: images, by: { _ in share(of: images) }) { desk, images in
      encoder.passes[head].convolve(Rows(images), desk.workspace)
      desk.spend(on: parts.index(.encoder, head, .forward))
      latent.sample(images, noise)
      desk.spend(on: parts.index(.latents))
      decoder.passes[0].convolve(Rows(latent.rows(of: images)), desk.workspace)
      desk.spend(on: parts.index(.decoder, 0, .forward))
    }
  }

  /// The stem's result -> output -> the likelihood's terms -> unscaled gradients of every result. A thread
  /// that finds no rows left packs for the encoder's way back.
  func decodeAndReturn(_ pixels: Window, _ images: Int, beta: Double) {
    let block = block(of: images).rows
    crew.run(
      rows: images, by: { group(of: images, left: $0) }, units: returnPacking.count
    ) { desk, images in
      let rows = desk.rows(latent.rows(of: images))
      decoder.passes[0].finish(rows)
      desk.spend(on: parts.index(.normalisation))
      for index in 1..<max(1, decoder.passes.count) {
        forward(decoder, .decoder, index, rows, desk)
      }
      judge(pixels, images, rows, beta: beta)
      desk.spend(on: parts.index(.likelihood))
      backward(
        decoder, .decoder, from: decoder.passes.count - 1, .empty, rows, block: block, desk)
    } then: { desk, job in
      pack(returnPacking, job, desk)
    }
  }

  /// terms, and the gradient of the decoder's output, of some pictures' rows.
  private func judge(_ pixels: Window, _ images: Range<Int>, _ all: Rows, beta: Double) {
    guard objective.isImportance else {
      judge(pixels, images, all, share: 1)
      for row in images { shares[row] = 1 }
      return
    }
    let scaled = ScaledLikelihood(state.architecture.likelihood, state.average.likelihood)
    for image in images {
      let rows = latent.rows(of: image..<image + 1)
      for row in rows {
        judge(pixels, image..<image + 1, all.part(row..<row + 1), share: 1)
        let nats = scaled.nats(term: terms[row], dimensions: state.architecture.dimensions)
        logWeights[row] = latent.logWeight(row: row, reconstruction: nats, beta: beta)
      }
      bounds[image] = logWeights.logMeanExp(rows, shares: shares)
      for row in rows {
        judge(pixels, image..<image + 1, all.part(row..<row + 1), share: Float(shares[row]))
      }
    }
  }

  private func judge(_ pixels: Window, _ images: Range<Int>, _ rows: Rows, share: Float) {
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
