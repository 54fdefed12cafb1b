import CLibrary
import KernelContract
import Tensors

/// What the discriminator adds to a step; see `AdversarialPass`.
extension TrainingStep {
  /// The discriminator looks at pictures and their reconstructions, and what it wants of these is added to
  /// the gradient of their likelihood.
  func refine(
    _ pixels: SharedFloats, _ images: Range<Int>, of count: Int, _ rows: Rows,
    _ wanted: NetworkPass.Wanted, _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    guard let adversarial else { return }
    let layout = decoder.output.layout
    lookAtPictures(pixels, images, of: count, wanted, noise, worker)
    let made = adversarial.rows(.reconstructed, images, of: count)
    adversarial.forward(decoder.output.rows(rows), made, worker)
    let features = worker.pixels(0)[0..<images.count * layout.valueCount]
    adversarial.matchFeatures(images, of: count, into: features, worker)
    let own = ownGradient(made, of: count, wanted, worker)
    let balance = adversarial.state.balance
    let featureScale = balance.scale(
      balance.features, weight: adversarial.settings.featureWeight)
    for (k, image) in images.enumerated() {
      let gradient = decoder.last.memory.resultGradient.rows(rows.part(image..<image + 1))
      adversarial.pixelSquares[image] = kernels.sumOfSquares(gradient.span)
      let feature = features.images(k..<k + 1, layout)
      adversarial.featureSquares[image] = kernels.sumOfSquares(feature.span)
      add(feature, scale: featureScale, to: gradient)
      adversarial.adversarialSquares[image] = addWanted(
        own, k, logit: adversarial.logits[made.range.lowerBound + k], of: count, to: gradient)
    }
    worker.spend(on: parts.index(.likelihood))
  }

  /// Pictures, and pictures plus noise, through the discriminator and back to its weights.
  private func lookAtPictures(
    _ pixels: SharedFloats, _ images: Range<Int>, of count: Int, _ wanted: NetworkPass.Wanted,
    _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    guard let adversarial else { return }
    let layout = decoder.output.layout
    let real = adversarial.rows(.real, images, of: count)
    let noisy = adversarial.rows(.noisy, images, of: count)
    let shaken = worker.pixels(0)[0..<images.count * layout.valueCount]
    addNoise(
      noise, RandomStream.smoothing, deviation: adversarial.settings.noise, to: pixels, images,
      into: shaken)
    worker.spend(on: parts.index(.likelihood))
    adversarial.forward(pixels.images(images, layout), real, worker)
    adversarial.forward(shaken, noisy, worker)
    let logits = adversarial.logits
    let smoothness = 2 * Double(adversarial.settings.smoothness)
    let (n, offset) = (Double(count), noisy.range.lowerBound - real.range.lowerBound)
    adversarial.backward(real, wanted, worker) { row in
      (smoothness * (logits[row] - logits[row + offset]) - sigmoid(-logits[row])) / n
    }
    adversarial.backward(noisy, wanted, worker) { row in
      smoothness * (logits[row] - logits[row - offset]) / n
    }
  }

  /// The gradient of the discriminator's own loss at the pixels of rows that the decoder made.
  private func ownGradient(
    _ rows: Rows, of count: Int, _ wanted: NetworkPass.Wanted, _ worker: WorkerMemory
  ) -> SharedFloats {
    guard let adversarial else { return .empty }
    let pixels = worker.pixels(1)[0..<rows.count * decoder.output.layout.valueCount]
    let logits = adversarial.logits
    var wanted = wanted
    wanted.inputGradient = pixels
    adversarial.backward(rows, wanted, worker) { row in sigmoid(logits[row]) / Double(count) }
    return pixels
  }

  /// Adds what the decoder wants of a picture, in balance, to its gradient; returns the squared length of the gradient
  /// of softplus(-s).
  ///
  ///     d softplus(-s) / ds = -sigmoid(-s) = -exp(-s) sigmoid(s)
  private func addWanted(
    _ own: SharedFloats, _ index: Int, logit: Double, of count: Int, to gradient: SharedFloats
  ) -> Double {
    guard let adversarial else { return 0 }
    let balance = adversarial.state.balance
    let turned = -exp(-min(max(logit, -30), 30)) * Double(count)
    let wanted = own.images(index..<index + 1, decoder.output.layout)
    let scale = balance.scale(balance.adversarial, weight: adversarial.settings.weight)
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

  /// Means over the pictures of the squared lengths that the balance follows.
  func measureBalance(_ images: Int) {
    guard let adversarial else { return }
    let n = Double(images)
    last.balance = adversarial.state.balance
    last.balance.follow(
      pixels: adversarial.pixelSquares.sum(0..<images) / n,
      features: adversarial.featureSquares.sum(0..<images) / n,
      adversarial: adversarial.adversarialSquares.sum(0..<images) / n)
  }
}

/// 1 / (1 + exp(-x))
private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
