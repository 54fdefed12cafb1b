import CLibrary
import KernelContract
import Tensors

/// What the discriminator adds to a step; see `AdversarialPass`.
extension TrainingStep {
  /// The discriminator, where it takes part in the step at hand.
  var opponent: AdversarialPass? { isAdversarial ? adversarial : nil }

  /// The discriminator looks at pictures of one shard and their reconstructions, and what it wants of these is
  /// added to the gradient of their likelihood.
  func refine(
    _ opponent: AdversarialPass, _ pixels: SharedFloats, _ images: Range<Int>, _ rows: Rows,
    _ wanted: NetworkPass.Wanted, _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    let layout = decoder.output.layout
    let shard = batch.shard(holding: images.lowerBound)
    look(opponent, pixels, images, of: shard, rows, noise, worker)
    learn(opponent, images, of: shard, wanted, worker)
    let features = worker.pixels(0)[0..<images.count * layout.valueCount]
    opponent.matchFeatures(images, of: shard, into: features, worker)
    let own = ownGradient(opponent, images, of: shard, wanted, worker)
    let balance = opponent.state.balance
    let featureScale = balance.scale(balance.features, weight: opponent.settings.featureWeight)
    for (k, image) in images.enumerated() {
      let gradient = decoder.last.memory.resultGradient.rows(rows.part(image..<image + 1))
      opponent.pixelSquares[image] = kernels.sumOfSquares(gradient.span)
      let feature = features.images(k..<k + 1, layout)
      opponent.featureSquares[image] = kernels.sumOfSquares(feature.span)
      let shift = opponent.shift(image, noise)
      add(feature, shift, scale: featureScale, to: gradient)
      opponent.adversarialSquares[image] = addWanted(
        opponent, own, k, shift, lead: opponent.lead(image, of: shard), to: gradient)
    }
    worker.spend(on: parts.index(.likelihood))
  }

  /// Pictures, pictures plus noise and reconstructions through the discriminator.
  private func look(
    _ opponent: AdversarialPass, _ pixels: SharedFloats, _ images: Range<Int>,
    of shard: Range<Int>, _ rows: Rows, _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    let layout = decoder.output.layout
    let shaken = worker.pixels(0)[0..<images.count * layout.valueCount]
    addNoise(
      noise, RandomStream.smoothing, deviation: opponent.settings.noise, to: pixels, images,
      into: shaken)
    worker.spend(on: parts.index(.likelihood))
    opponent.forward(pixels.images(images, layout), .real, images, of: shard, noise, worker)
    opponent.forward(shaken, .noisy, images, of: shard, noise, worker)
    opponent.forward(
      decoder.output.rows(rows), .reconstructed, images, of: shard, noise, worker)
  }

  /// Pictures, and pictures plus noise, back to the discriminator's weights.
  ///
  ///     d softplus(-lead) / d s(picture) = -sigmoid(-lead)
  private func learn(
    _ opponent: AdversarialPass, _ images: Range<Int>, of shard: Range<Int>,
    _ wanted: NetworkPass.Wanted, _ worker: WorkerMemory
  ) {
    let (smoothness, n) = (2 * Double(opponent.settings.smoothness), Double(batch.total))
    opponent.backward(.real, images, of: shard, wanted, worker) { image in
      (smoothness * opponent.change(image, of: shard) - sigmoid(-opponent.lead(image, of: shard)))
        / n
    }
    opponent.backward(.noisy, images, of: shard, wanted, worker) { image in
      -smoothness * opponent.change(image, of: shard) / n
    }
  }

  /// The gradient of the discriminator's own loss at the pixels of reconstructions, as it sees them moved.
  private func ownGradient(
    _ opponent: AdversarialPass, _ images: Range<Int>, of shard: Range<Int>,
    _ wanted: NetworkPass.Wanted, _ worker: WorkerMemory
  ) -> SharedFloats {
    let pixels = worker.pixels(1)[0..<images.count * decoder.output.layout.valueCount]
    var wanted = wanted
    wanted.inputGradient = pixels
    opponent.backward(.reconstructed, images, of: shard, wanted, worker) { image in
      sigmoid(-opponent.lead(image, of: shard)) / Double(batch.total)
    }
    return pixels
  }

  /// Adds what the decoder wants of a picture, in balance, to its gradient; returns the squared length of the gradient
  /// of softplus(lead).
  ///
  ///     d softplus(lead) / ds = -sigmoid(lead) = -exp(lead) sigmoid(-lead),  s = s(reconstruction)
  private func addWanted(
    _ opponent: AdversarialPass, _ own: SharedFloats, _ index: Int, _ shift: PictureShift,
    lead: Double, to gradient: SharedFloats
  ) -> Double {
    let balance = opponent.state.balance
    let turned = -exp(min(max(lead, -30), 30)) * Double(batch.total)
    let wanted = own.images(index..<index + 1, decoder.output.layout)
    let scale = balance.scale(balance.adversarial, weight: opponent.settings.weight)
    add(wanted, shift, scale: Float(turned) * scale, to: gradient)
    return turned * turned * kernels.sumOfSquares(wanted.span)
  }

  /// gradient += scale x, for one picture that was moved; the gradient may have a border.
  private func add(
    _ x: SharedFloats, _ shift: PictureShift, scale: Float, to gradient: SharedFloats
  ) {
    var y = gradient.mutableSpan
    shift.addBack(
      x.span, decoder.output.layout, scale: scale, to: &y, decoder.last.layer.resultGradient)
  }
}

/// 1 / (1 + exp(-x))
private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
