import CLibrary
import KernelContract
import Tensors
import Threads

/// The discriminator in a step: what it makes of pictures and of what the decoder draws, the gradients of
/// its own weights, and what it wants of the decoder's pixels.
///
/// It sees three rows for each picture: the picture, the picture plus a little noise, and its reconstruction.
/// Its loss, a mean over the pictures, with s the logits and lead = s(picture) - s(reconstruction):
///
///     softplus(-lead) + smoothness (s(picture) - s(picture + noise))^2
///
/// It compares each picture with its own reconstruction: both show the same, so all that tells them apart is what the
/// decoder lacks. The last term keeps its slope at pictures small (a gradient penalty by differences). The decoder's
/// loss is softplus(lead), whose gradient at the pixels is that of the discriminator's own loss times one number
/// for each row: one way back serves both.
final class AdversarialPass {
  let settings: Adversarial
  let state: DiscriminatorState
  let network: NetworkPass
  /// Of each shard in hand.
  private let gradients: Tensor
  let shardGradients: ShardGradients
  let optimiser: Optimiser
  /// As `TrainingStep.ownChunks`.
  let ownChunks: Range<Int>
  let kernels: any KernelTable
  /// Of each row of the step: its logit.
  let logits: SharedArray<Double>
  /// Of each picture: the squared length of each gradient at the pixels.
  let pixelSquares, featureSquares, adversarialSquares: SharedArray<Double>
  /// Of each picture: half the mean squared difference of its features, the layers' means added.
  let featureDistances: SharedArray<Double>
  private let picture: ImageLayout

  /// What a row shows. The rows of a shard lie together, and of those the rows of a kind, in the order of the
  /// pictures.
  enum Kind: Int, CaseIterable { case real, noisy, reconstructed }

  init(
    _ settings: Adversarial, _ state: DiscriminatorState, images capacity: Int, shards: Int,
    share: (part: Int, of: Int), workers: Int, _ profile: ProfileParts, _ kernels: any KernelTable
  ) {
    self.settings = settings
    self.state = state
    self.kernels = kernels
    let rows = capacity * Kind.allCases.count
    gradients = Tensor(count: shards * state.discriminator.parameters.bufferCount)
    shardGradients = ShardGradients(gradients.shared, shards: shards)
    let chain = Chain(
      state.discriminator.layers,
      AdversarialPass.use(
        settings, images: capacity, shards: shards, workers: workers, gradients: gradients.shared),
      parameters: state.weights.shared, kernels: kernels)
    network = NetworkPass(.discriminator, chain, profile)
    optimiser = Optimiser(state.discriminator.parameters)
    ownChunks = optimiser.chunks(ofPart: share.part, of: share.of)
    picture = state.discriminator.picture.with(border: 0)
    logits = SharedArray<Double>(count: rows)
    pixelSquares = SharedArray<Double>(count: capacity)
    featureSquares = SharedArray<Double>(count: capacity)
    featureDistances = SharedArray<Double>(count: capacity)
    adversarialSquares = SharedArray<Double>(count: capacity)
  }

  static func use(
    _ settings: Adversarial, images capacity: Int, shards: Int, workers: Int,
    gradients: SharedFloats = .empty
  ) -> Chain.Use {
    let kinds = Kind.allCases.count
    let blocks = PictureBlock.most(
      capacity: capacity, Objective(adversarial: settings), kinds: kinds)
    return Chain.Use(
      isDecoder: false, rows: capacity * kinds, workers: workers,
      training: Chain.Training(
        gradients: gradients, shards: shards, blocks: blocks, slots: 1),
      returnsToInput: true, keepsAllRows: true)
  }

  /// The rows of some pictures of a shard.
  func rows(_ kind: Kind, _ images: Range<Int>, of shard: Range<Int>) -> Rows {
    let before = shard.lowerBound * (Kind.allCases.count - 1) + kind.rawValue * shard.count
    return Rows(images.lowerBound + before..<images.upperBound + before)
  }

  /// How much more of a picture than its reconstruction picture `image` of a shard is held to be.
  func lead(_ image: Int, of shard: Range<Int>) -> Double {
    logit(.real, image, of: shard) - logit(.reconstructed, image, of: shard)
  }

  /// What the noise takes from the logit of picture `image` of a shard.
  func change(_ image: Int, of shard: Range<Int>) -> Double {
    logit(.real, image, of: shard) - logit(.noisy, image, of: shard)
  }

  private func logit(_ kind: Kind, _ image: Int, of shard: Range<Int>) -> Double {
    logits[rows(kind, image..<image + 1, of: shard).range.lowerBound]
  }

  /// How picture `image` of the step is moved, whatever is made of it.
  func shift(_ image: Int, _ noise: StepNoise) -> PictureShift {
    PictureShift(noise.key(RandomStream.shift, image: image), limit: settings.shift, kernels)
  }

  /// Pictures `images` of the step, or what is made of them, without border -> logits.
  func forward(
    _ pixels: SharedFloats, _ kind: Kind, _ images: Range<Int>, of shard: Range<Int>,
    _ noise: StepNoise, _ worker: WorkerMemory
  ) {
    let rows = rows(kind, images, of: shard)
    for (n, image) in images.enumerated() {
      let row = rows.range.lowerBound + n
      var input = network.input.rows(rows.part(row..<row + 1)).mutableSpan
      shift(image, noise).move(
        pixels.images(n..<n + 1, picture).span, picture, to: &input, network.input.layout)
    }
    network.forward(rows, through: 0..<network.layers.count, worker)
    let numbers = network.output.rows(rows)
    let found = numbers.span
    for (n, row) in rows.range.enumerated() { logits[row] = Double(found[n]) }
  }

  /// d loss / d logit of the row of each picture -> the gradients that are wanted.
  func backward(
    _ kind: Kind, _ images: Range<Int>, of shard: Range<Int>, _ wanted: NetworkPass.Wanted,
    _ worker: WorkerMemory, slope: (Int) -> Double
  ) {
    let rows = rows(kind, images, of: shard)
    let given = network.last.memory.resultGradient.rows(rows)
    var gradient = given.mutableSpan
    for (n, image) in images.enumerated() { gradient[n] = Float(slope(image)) }
    network.backward(rows, from: network.layers.count - 1, .empty, wanted, worker)
  }

  /// The gradient at the moved reconstruction's pixels of half the mean squared difference between its features and
  /// those of its picture, the layers' means added.
  func matchFeatures(
    _ images: Range<Int>, of shard: Range<Int>, into pixels: SharedFloats, _ worker: WorkerMemory
  ) {
    let real = rows(.real, images, of: shard)
    let made = rows(.reconstructed, images, of: shard)
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
  /// What a shard adds to the step's sums.
  func sumTerms(_ images: Range<Int>, shard: Int, _ sums: BatchSums) {
    func sum(_ field: BatchSums.Field, _ term: (Int) -> Double) {
      sums[field, shard: shard] = images.reduce(0) { $0 + term($1) }
    }
    sum(.realLogits) { logit(.real, $0, of: images) }
    sum(.reconstructedLogits) { logit(.reconstructed, $0, of: images) }
    sum(.discriminatorLosses) { softplus(-lead($0, of: images)) }
    sum(.decoderLosses) { softplus(lead($0, of: images)) }
    sum(.roughness) { change($0, of: images) * change($0, of: images) }
    sums[.featureDistances, shard: shard] = featureDistances.sum(images)
    sums[.pixelSquares, shard: shard] = pixelSquares.sum(images)
    sums[.featureSquares, shard: shard] = featureSquares.sum(images)
    sums[.adversarialSquares, shard: shard] = adversarialSquares.sum(images)
  }

  /// Of the sums over a step of `total` pictures, after the squares of the gradient have been measured.
  func report(_ sums: BatchSums, of total: Int) -> AdversarialReport {
    let n = Double(total)
    return AdversarialReport(
      realLogit: sums[.realLogits] / n, reconstructedLogit: sums[.reconstructedLogits] / n,
      loss: sums[.discriminatorLosses] / n + Double(settings.smoothness) * (sums[.roughness] / n),
      decoderLoss: sums[.decoderLosses] / n, featureDistance: sums[.featureDistances] / n,
      gradientNorm: optimiser.norm)
  }

  /// What the balance is after the step.
  func balance(_ sums: BatchSums, of total: Int) -> GradientBalance {
    let n = Double(total)
    var balance = state.balance
    balance.follow(
      pixels: sums[.pixelSquares] / n, features: sums[.featureSquares] / n,
      adversarial: sums[.adversarialSquares] / n)
    return balance
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
