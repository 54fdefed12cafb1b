import KernelContract
import Tensors
import Threads

/// One step of training, again and again in the same memory, all of it made by `init`.
///
///     let report = step.gradients(of: pixels, images: 64, beta: 1, noise: StepNoise(seed: 0, step: 7))
///     if report.isFinite { step.apply(settings) }
///
/// The phases of `gradients`, each shared out over the team:
///
///     packing    weights into the order in which kernels read them: here the encoder's for its way forward,
///                the others at the end of the phases below, by threads that find no pictures left
///     encode     groups of pictures, each through all convolutions while it is in the cache
///     latents    the affine layers, whose weights are large, over as many pictures as there are
///     decode     groups of rows forward, likelihood and input gradients back in one go, at the width of
///                the likelihood as it stood before the step
///     latents, encoder   input gradients, the same way back
///     weights    those of large layers in units, pictures in order; small layers took them on the way
///                back, block by block of pictures, and add the blocks. The decoder's fill the end of the
///                phase before
///     shards     what each shard of the batch came to, added in a fixed tree
///
/// Where several share a step, each with a part of the batch, `SharedStep` does between these phases what makes them
/// one step.
///
/// What is read again only while a group is in hand lies at its thread's worker; what weight
/// gradients will read is kept for all pictures.
///
/// Kernels treat pictures independently and sums run in a fixed order, so the bits of the result
/// depend neither on the number of threads nor on who came first.
package final class TrainingStep {
  package let state: TrainingState
  package let objective: Objective
  /// The most pictures that are in hand.
  package let capacity: Int

  let kernels: any KernelTable
  let pool: WorkerPool
  let parts: ProfileParts
  let encoder, decoder: NetworkPass
  let latent: LatentPass
  let adversarial: AdversarialPass?
  /// Whether the discriminator takes part in the step at hand.
  var isAdversarial = false
  /// Of each shard in hand.
  private let gradients: Tensor
  let shardGradients: ShardGradients
  let optimiser: Optimiser
  /// Of what is read on the encoder's way forward, in the decoder, and on the encoder's way back.
  let encodePacking, decodePacking, returnPacking: PackingJobs
  /// Of decoder and discriminator, where both take part.
  let adversarialPacking: PackingJobs
  private let rowStorage: Tensor

  /// The gradient of the last convolution's output, all pictures; empty without convolutions.
  let codeGradient: SharedFloats
  /// Of each row: the likelihood's term, its gradient for the log-scale, log w, and the row's share.
  let terms, logScaleGradients, logWeights, shares: SharedArray<Double>
  /// Of each picture: the importance-weighted bound.
  let bounds: SharedArray<Double>
  /// Of each latent: mean divergence.
  let divergences: SharedArray<Double>
  package let sums: BatchSums
  /// Its chunks that are measured and changed here: all, or a part where several share the step.
  let ownChunks: Range<Int>
  /// The pictures of the step in hand, and what their divergence weighs.
  private(set) var batch: Batch
  private(set) var beta = 0.0
  var last = Outcome()

  /// What `apply` needs of the gradients before it.
  struct Outcome {
    var gradientNorm = 0.0
    var likelihoodValue = 0.0
    var balance = GradientBalance()
  }

  /// Pictures of one shard that a thread takes through the convolutions together when `left` of those in
  /// hand are left. The more, the seldomer are weights read; the last two rounds are of half the size, so
  /// that all end together.
  func group(left: Int) -> Int {
    let threads = pool.team.count
    let half = min(TrainingStep.largestGroup / 2, share(of: batch.images.count))
    let group = max(1, (left > 2 * threads * half ? 2 * half : half) / latent.samples)
    let first = batch.images.count - left
    return min(
      batch.block.roundingUp(group), batch.shard(holding: first).upperBound - first)
  }
  package static let largestGroup = 8

  /// Rows that a thread may have in hand.
  static func rowsInHand(samples: Int) -> Int { max(largestGroup, samples) }

  /// Layers take these in turn on the way back: one for the gradient that a layer is given, one for what it
  /// gives to the layer below, and one for the skip from two layers up.
  static let scratches = 3

  /// For steps of at most so many pictures; for one part of several, for its share of steps of just so many.
  package init(
    _ state: TrainingState, _ objective: Objective = Objective(), images: Int,
    share: (part: Int, of: Int) = (0, 1), kernels: any KernelTable, team: Team
  ) {
    precondition(images > 0, "a step of no pictures")
    let batch = Batch(images, objective, part: share.part, of: share.of)
    let capacity = batch.images.count
    let network = state.network
    let latents = state.architecture.latents
    let samples = objective.samples
    let rows = capacity * samples
    let group = TrainingStep.rowsInHand(samples: samples)
    let blocks = PictureBlock.most(capacity: capacity, objective)
    let shards = batch.shards.count
    gradients = Tensor(count: shards * network.parameters.bufferCount)
    shardGradients = ShardGradients(gradients.shared, shards: shards)
    sums = BatchSums(latents: latents, shards: batch.allShards)
    self.batch = batch
    let training = Chain.Training(
      gradients: gradients.shared, shards: shards, blocks: blocks, slots: group)
    let parts = ProfileParts(network, state.discriminator?.discriminator)
    self.parts = parts
    let encoder = Chain(
      network.encoder,
      Chain.Use(isDecoder: false, rows: capacity, workers: team.count, training: training),
      parameters: state.weights.shared, kernels: kernels)
    let decoder = Chain(
      network.decoder,
      Chain.Use(isDecoder: true, rows: rows, workers: team.count, training: training),
      parameters: state.weights.shared, kernels: kernels)
    var plan = MemoryPlan()
    let perRow = (0..<4).map { _ in plan.reserve(rows * latents) }
    let repeated = (0..<2).map { _ in plan.reserve(samples > 1 ? rows * 2 * latents : 0) }
    let head = encoder.passes[encoder.passes.count - 1]
    let code = plan.reserve(
      encoder.passes.count > 1 ? capacity * head.layer.input.valueCount : 0)
    rowStorage = Tensor(count: plan.count)
    let all = rowStorage.shared
    codeGradient = all[code]
    terms = SharedArray<Double>(count: rows)
    logScaleGradients = SharedArray<Double>(count: rows)
    logWeights = SharedArray<Double>(count: rows)
    shares = SharedArray<Double>(count: rows)
    bounds = SharedArray<Double>(count: capacity)
    divergences = SharedArray<Double>(count: latents)
    latent = LatentPass(
      layout: state.architecture.gaussianLayout, samples: samples, kernels: kernels,
      memory: LatentPass.Memory(
        gaussians: head.memory.output.floats, gaussiansGradient: head.memory.resultGradient.floats,
        rowGaussians: samples > 1 ? all[repeated[0]] : head.memory.output.floats,
        rowGradient: samples > 1 ? all[repeated[1]] : head.memory.resultGradient.floats,
        noise: all[perRow[0]], z: decoder.input.floats, zGradient: all[perRow[1]],
        divergence: all[perRow[2]], weights: all[perRow[3]]),
      shares: objective.isImportance ? shares : nil)
    self.encoder = NetworkPass(.encoder, encoder, parts)
    self.decoder = NetworkPass(.decoder, decoder, parts)
    adversarial = objective.adversarial.flatMap { settings in
      state.discriminator.map {
        AdversarialPass(
          settings, $0, images: capacity, shards: shards, share: share, workers: team.count, parts,
          kernels)
      }
    }
    pool = WorkerPool(
      team, parts: parts.count,
      workspaceCount: max(
        network.workspaceCount(kernels), adversarial?.network.chain.workspaceCount ?? 0),
      scratchCount: max(network.widest, adversarial?.network.chain.widest ?? 0) * group,
      scratches: TrainingStep.scratches,
      pixelCount: adversarial == nil ? 0 : state.architecture.dimensions * group)
    optimiser = Optimiser(network.parameters)
    ownChunks = optimiser.chunks(ofPart: share.part, of: share.of)
    encodePacking = PackingJobs(forward: encoder.passes)
    decodePacking = PackingJobs(forward: decoder.passes, backward: decoder.passes)
    returnPacking = PackingJobs(backward: encoder.passes)
    let others = adversarial?.network.layers ?? []
    adversarialPacking = PackingJobs(
      forward: decoder.passes + others, backward: decoder.passes + others)
    self.state = state
    self.objective = objective
    self.capacity = capacity
    self.kernels = kernels
  }

  /// The gradient of all parameters, as `ParameterLayout` lays them out.
  package var gradient: SharedFloats { shardGradients[0] }

  /// The gradient of one parameter as found last, before clipping.
  package func gradient(of parameter: ParameterTensor) -> [Float] {
    let part = gradient[parameter.range]
    let numbers = part.span
    return (0..<numbers.count).map { numbers[$0] }
  }

  /// That of the discriminator's parameters; empty without one.
  package var discriminatorGradient: SharedFloats { adversarial?.shardGradients[0] ?? .empty }

  /// The loss of `images` pictures and its gradient, without applying it.
  ///
  /// `pixels` holds the pictures in [0, 1], NHWC without border, and may hold more of them.
  package func gradients(
    of pixels: SharedFloats, images: Int, beta: Float, noise: StepNoise, adversarial: Bool = false
  ) -> StepReport {
    forward(
      of: pixels, Batch(images, objective), beta: beta, noise: noise, adversarial: adversarial)
    let report = backward()
    measure()
    return completed(report)
  }

  /// Up to the `sums` over the pictures in hand, which `pixels` starts with.
  package func forward(
    of pixels: SharedFloats, _ batch: Batch, beta: Float, noise: StepNoise,
    adversarial: Bool = false
  ) {
    let images = batch.images.count
    precondition(1...capacity ~= images, "\(images) pictures for a step of at most \(capacity)")
    self.batch = batch
    self.beta = Double(beta)
    isAdversarial = adversarial && self.adversarial != nil
    var noise = noise
    noise.firstImage = batch.images.lowerBound
    packForEncoding()
    encode(pixels, images, noise)
    throughLatents(images, objective.isVariational ? noise : nil)
    decodeAndReturn(pixels, images, noise)
    sumTerms()
  }

  /// From the sums over the whole step to the `gradient` of the pictures in hand. The report lacks what is measured of
  /// the gradient.
  package func backward() -> StepReport {
    let images = batch.images.count
    let (report, scales) = lossAndScales()
    backThroughLatents(images, scales)
    encodeGradient(images)
    encoderWeightGradients()
    addShards()
    if let opponent { last.balance = opponent.balance(sums, of: batch.total) }
    return report
  }
}
