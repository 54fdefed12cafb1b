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
    lookAtPictures(opponent, pixels, images, of: shard, wanted, noise, worker)
    let made = opponent.rows(.reconstructed, images, of: shard)
    opponent.forward(decoder.output.rows(rows), made, worker)
    let features = worker.pixels(0)[0..<images.count * layout.valueCount]
    opponent.matchFeatures(images, of: shard, into: features, worker)
    let own = ownGradient(opponent, made, wanted, worker)
    let balance = opponent.state.balance
    let featureScale = balance.scale(balance.features, weight: opponent.settings.featureWeight)
    for (k, image) in images.enumerated() {
      let gradient = decoder.last.memory.resultGradient.rows(rows.part(image..<image + 1))
      opponent.pixelSquares[image] = kernels.sumOfSquares(gradient.span)
      let feature = features.images(k..<k + 1, layout)
      opponent.featureSquares[image] = kernels.sumOfSquares(feature.span)
      add(feature, scale: featureScale, to: gradient)
      opponent.adversarialSquares[image] = addWanted(
        opponent, own, k, logit: opponent.logits[made.range.lowerBound + k], to: gradient)
    }
    worker.spend(on: parts.index(.likelihood))
  }

  /// Pictures, and pictures plus noise, through the discriminator and back to its weights.
  private func lookAtPictures(
    _ opponent: AdversarialPass, _ pixels: SharedFloats, _ images: Range<Int>,
    of shard: Range<Int>, _ wanted: NetworkPass.Wanted, _ noise: StepNoise,
    _ worker: WorkerMemory
  ) {
    let layout = decoder.output.layout
    let real = opponent.rows(.real, images, of: shard)
    let noisy = opponent.rows(.noisy, images, of: shard)
    let shaken = worker.pixels(0)[0..<images.count * layout.valueCount]
    addNoise(
      noise, RandomStream.smoothing, deviation: opponent.settings.noise, to: pixels, images,
      into: shaken)
    worker.spend(on: parts.index(.likelihood))
    opponent.forward(pixels.images(images, layout), real, worker)
    opponent.forward(shaken, noisy, worker)
    let logits = opponent.logits
    let smoothness = 2 * Double(opponent.settings.smoothness)
    let (n, offset) = (Double(batch.total), noisy.range.lowerBound - real.range.lowerBound)
    opponent.backward(real, wanted, worker) { row in
      (smoothness * (logits[row] - logits[row + offset]) - sigmoid(-logits[row])) / n
    }
    opponent.backward(noisy, wanted, worker) { row in
      smoothness * (logits[row] - logits[row - offset]) / n
    }
  }

  /// The gradient of the discriminator's own loss at the pixels of rows that the decoder made.
  private func ownGradient(
    _ opponent: AdversarialPass, _ rows: Rows, _ wanted: NetworkPass.Wanted,
    _ worker: WorkerMemory
  ) -> SharedFloats {
    let pixels = worker.pixels(1)[0..<rows.count * decoder.output.layout.valueCount]
    let (logits, n) = (opponent.logits, Double(batch.total))
    var wanted = wanted
    wanted.inputGradient = pixels
    opponent.backward(rows, wanted, worker) { row in sigmoid(logits[row]) / n }
    return pixels
  }

  /// Adds what the decoder wants of a picture, in balance, to its gradient; returns the squared length of the gradient
  /// of softplus(-s).
  ///
  ///     d softplus(-s) / ds = -sigmoid(-s) = -exp(-s) sigmoid(s)
  private func addWanted(
    _ opponent: AdversarialPass, _ own: SharedFloats, _ index: Int, logit: Double,
    to gradient: SharedFloats
  ) -> Double {
    let balance = opponent.state.balance
    let turned = -exp(-min(max(logit, -30), 30)) * Double(batch.total)
    let wanted = own.images(index..<index + 1, decoder.output.layout)
    let scale = balance.scale(balance.adversarial, weight: opponent.settings.weight)
    add(wanted, scale: Float(turned) * scale, to: gradient)
    return turned * turned * kernels.sumOfSquares(wanted.span)
  }

  /// gradient += scale x, for one picture; the gradient may have a border.
  private func add(_ x: SharedFloats, scale: Float, to gradient: SharedFloats) {
    let x = x.span
    var y = gradient.mutableSpan
    let layout = decoder.output.layout
    let bordered = decoder.last.layer.resultGradient
    for line in 0..<layout.height {
      let (from, to) = (layout.offset(0, line, 0), bordered.offset(0, line, 0))
      for i in 0..<layout.rowStride { y[to + i] += scale * x[from + i] }
    }
  }
}

/// 1 / (1 + exp(-x))
private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
