import CLibrary
import KernelContract
import Tensors
import Threads

/// The discriminator in a step: what it makes of pictures and of what the decoder draws, the gradients of
/// its own weights, and what it wants of the decoder's pixels.
///
/// It sees three rows for each picture: the picture, the picture plus a little noise, and its reconstruction.
/// Its loss, a mean over the pictures, with s the logits:
///
///     softplus(-s(picture)) + softplus(s(reconstruction)) + smoothness (s(picture) - s(picture + noise))^2
///
/// The last term keeps its slope at pictures small (a gradient penalty by differences). The decoder's loss is
/// softplus(-s(reconstruction)), whose gradient at the pixels is that of the discriminator's own loss times one
/// number for each row: one way back serves both.
final class AdversarialPass {
  let settings: Adversarial
  let state: DiscriminatorState
  let network: NetworkPass
  let gradients: Tensor
  let optimiser: Optimiser
  let kernels: any KernelTable
  /// Of each row of the step: its logit.
  let logits: SharedArray<Double>
  /// Of each picture: the squared length of each gradient at the pixels.
  let pixelSquares, featureSquares, adversarialSquares: SharedArray<Double>
  /// Of each picture: half the mean squared difference of its features, the layers' means added.
  let featureDistances: SharedArray<Double>
  private let picture: ImageLayout

  /// What a row shows; the rows of a kind lie together, in the order of the pictures.
  enum Kind: Int, CaseIterable { case real, noisy, reconstructed }

  init(
    _ settings: Adversarial, _ state: DiscriminatorState, images capacity: Int, workers: Int,
    _ profile: ProfileParts, _ kernels: any KernelTable
  ) {
    self.settings = settings
    self.state = state
    self.kernels = kernels
    let rows = capacity * Kind.allCases.count
    gradients = Tensor(count: state.discriminator.parameters.bufferCount)
    let chain = Chain(
      state.discriminator.layers,
      AdversarialPass.use(
        settings, images: capacity, workers: workers, gradients: gradients.shared),
      parameters: state.weights.shared, kernels: kernels)
    network = NetworkPass(.discriminator, chain, profile)
    optimiser = Optimiser(state.discriminator.parameters)
    picture = state.discriminator.picture.with(border: 0)
    logits = SharedArray<Double>(count: rows)
    pixelSquares = SharedArray<Double>(count: capacity)
    featureSquares = SharedArray<Double>(count: capacity)
    featureDistances = SharedArray<Double>(count: capacity)
    adversarialSquares = SharedArray<Double>(count: capacity)
  }

  static func use(
    _ settings: Adversarial, images capacity: Int, workers: Int, gradients: SharedFloats = .empty
  ) -> Chain.Use {
    let kinds = Kind.allCases.count
    let blocks = PictureBlock.most(
      capacity: capacity, Objective(adversarial: settings), kinds: kinds)
    return Chain.Use(
      isDecoder: false, rows: capacity * kinds, workers: workers,
      training: Chain.Training(gradients: gradients, blocks: blocks, slots: 1),
      returnsToInput: true, keepsAllRows: true)
  }

  /// The rows of some pictures of a step of `count`.
  func rows(_ kind: Kind, _ images: Range<Int>, of count: Int) -> Rows {
    Rows(images.lowerBound + kind.rawValue * count..<images.upperBound + kind.rawValue * count)
  }

  /// Pictures without border -> logits.
  func forward(_ pixels: SharedFloats, _ rows: Rows, _ worker: WorkerMemory) {
    var input = network.input.rows(rows).mutableSpan
    kernels.activate(
      picture, images: rows.count, .identity, x: pixels.span, y: &input,
      yBorder: network.input.layout.border)
    network.forward(rows, through: 0..<network.layers.count, worker)
    let numbers = network.output.rows(rows)
    let found = numbers.span
    for (n, row) in rows.range.enumerated() { logits[row] = Double(found[n]) }
  }

  /// d loss / d logit of each row -> the gradients that are wanted.
  func backward(
    _ rows: Rows, _ wanted: NetworkPass.Wanted, _ worker: WorkerMemory, slope: (Int) -> Double
  ) {
    let given = network.last.memory.resultGradient.rows(rows)
    var gradient = given.mutableSpan
    for (n, row) in rows.range.enumerated() { gradient[n] = Float(slope(row)) }
    network.backward(rows, from: network.layers.count - 1, .empty, wanted, worker)
  }

  /// The gradient at the reconstruction's pixels of half the mean squared difference between its features and
  /// those of its picture, the layers' means added.
  func matchFeatures(
    _ images: Range<Int>, of count: Int, into pixels: SharedFloats, _ worker: WorkerMemory
  ) {
    let real = rows(.real, images, of: count)
    let made = rows(.reconstructed, images, of: count)
    let top = min(settings.featureLayers, network.layers.count - 1) - 1
    let deepest = network.layers[top].memory.output.layout
    let gradient = worker.scratch(top + 1)[0..<made.count * deepest.valueCount]
    var zeros = gradient.mutableSpan
    for i in 0..<zeros.count { zeros[i] = 0 }
    for image in images { featureDistances[image] = 0 }
    let add = { (index: Int, gradient: SharedFloats) in
      let output = self.network.layers[index].memory.output
      for (k, image) in images.enumerated() {
        self.featureDistances[image] += addDifference(
          output.rows(made.part(made.range.lowerBound + k..<made.range.lowerBound + k + 1)).span,
          output.rows(real.part(real.range.lowerBound + k..<real.range.lowerBound + k + 1)).span,
          output.layout, to: gradient.part(k, size: output.layout.valueCount))
      }
    }
    add(top, gradient)
    network.backward(
      made, from: top, gradient, NetworkPass.Wanted(inputGradient: pixels), worker, adding: add)
  }
}

extension AdversarialPass {
  /// After the squares of the gradient have been measured.
  func report(images count: Int) -> AdversarialReport {
    func mean(_ kind: Kind, _ value: (Int) -> Double) -> Double {
      rows(kind, 0..<count, of: count).range.reduce(0) { $0 + value($1) } / Double(count)
    }
    let logit = { (row: Int) in self.logits[row] }
    let distance = (Kind.noisy.rawValue - Kind.real.rawValue) * count
    let loss =
      mean(.real) { softplus(-logit($0)) }
      + mean(.reconstructed) { softplus(logit($0)) }
      + Double(settings.smoothness)
      * mean(.real) { (logit($0) - logit($0 + distance)) * (logit($0) - logit($0 + distance)) }
    return AdversarialReport(
      realLogit: mean(.real, logit), reconstructedLogit: mean(.reconstructed, logit),
      loss: loss, decoderLoss: mean(.reconstructed) { softplus(-logit($0)) },
      featureDistance: featureDistances.sum(0..<count) / Double(count),
      gradientNorm: optimiser.norm)
  }
}

/// log(1 + exp(x))
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// sum += (a - b) / n for the n numbers of an image, where a and b have borders and the sum has none; returns
/// sum of (a - b)^2 / 2n.
private func addDifference(
  _ a: Span<Float>, _ b: Span<Float>, _ layout: ImageLayout, to sum: SharedFloats
) -> Double {
  var sum = sum.mutableSpan
  let scale = 1 / Float(layout.valueCount)
  let inner = layout.with(border: 0)
  var squares = 0.0
  for y in 0..<layout.height {
    let (from, to) = (layout.offset(0, y, 0), inner.offset(0, y, 0))
    var line: Float = 0
    for i in 0..<inner.rowStride {
      let difference = a[from + i] - b[from + i]
      sum[to + i] += scale * difference
      line += difference * difference
    }
    squares += Double(line)
  }
  return squares * Double(scale) / 2
}
