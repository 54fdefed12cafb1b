extension Architecture {
  /// Bytes that training in batches of so many pictures takes with so many threads: a step, what it changes, the
  /// batches that are read ahead, and the averaged model in use for reports; in the one of several processes that takes
  /// the most of a batch.
  package func trainingBytes(
    images all: Int, _ objective: Objective = Objective(), keepsBest: Bool = false, ranks: Int = 1,
    threads: Int
  ) -> Int {
    let parts = (0..<ranks).map { Batch(all, objective, part: $0, of: ranks) }
    let images = parts.reduce(0) { max($0, $1.images.count) }
    let shards = parts.reduce(0) { max($0, $1.shards.count) }
    let network = network
    let samples = objective.samples
    let slots = TrainingStep.rowsInHand(samples: samples)
    let blocks = PictureBlock.most(capacity: images, objective)
    func chain(_ layers: [Layer], rows: Int, isDecoder: Bool) -> Int {
      Chain.bufferCount(
        layers,
        Chain.Use(
          isDecoder: isDecoder, rows: rows, workers: threads,
          training: Chain.Training(blocks: blocks, slots: slots)))
    }
    let step =
      chain(network.encoder, rows: images, isDecoder: false)
      + chain(network.decoder, rows: images * samples, isDecoder: true)
      // Noise, its gradient, divergences and their weights; and Gaussians where they are repeated.
      + images * samples * latents * (samples > 1 ? 8 : 4)
      + TrainingStep.scratches * threads * slots * network.widest
    // The pictures that are looked at together, and a grid of samples.
    let reports = inferenceCount(network, threads: threads) + (picturesTogether + 64) * dimensions
    // Of each shard, and about one more of what others send of theirs.
    let gradients = shards + (ranks > 1 ? 1 : 0)
    // Beside these: weights, two moments, average, and the best of these.
    let parameters =
      (4 + gradients + (keepsBest ? 1 : 0)) * network.parameters.bufferCount + network.packedCount
    let batches = 2 * images * dimensions
    let adversarial = objective.adversarial.map {
      adversarialCount(
        $0, images: images, shards: shards, gradients: gradients, slots: slots, threads: threads)
    }
    return MemoryLayout<Float>.stride
      * (step + (adversarial ?? 0) + reports + parameters + batches + 2 * threads
        * network.workspaceEstimate)
  }
}

extension Architecture {
  private func adversarialCount(
    _ settings: Adversarial, images: Int, shards: Int, gradients: Int, slots: Int, threads: Int
  ) -> Int {
    let discriminator = discriminator(filters: settings.filters)
    let chain = Chain.bufferCount(
      discriminator.layers,
      AdversarialPass.use(settings, images: images, shards: shards, workers: threads))
    // Weights, two moments, and the gradients; packed for both ways; the pixels in hand.
    return chain + (3 + gradients) * discriminator.parameters.bufferCount
      + discriminator.layers.packedCount + 2 * threads * slots * dimensions
  }

  /// Pictures that are judged or encoded together: 64, or as many as 64 MB hold.
  package var picturesTogether: Int { min(64, max(1, (1 << 24) / dimensions)) }

  /// Bytes that a model takes to be used with so many threads.
  package func inferenceBytes(threads: Int) -> Int {
    let network = network
    return MemoryLayout<Float>.stride
      * (network.parameters.bufferCount + network.packedCount
        + inferenceCount(network, threads: threads) + threads * network.workspaceEstimate)
  }

  private func inferenceCount(_ network: Network, threads: Int) -> Int {
    func chain(_ layers: [Layer], isDecoder: Bool) -> Int {
      Chain.bufferCount(
        layers, Inference.use(network, isDecoder: isDecoder, threads: threads))
    }
    return chain(network.encoder, isDecoder: false) + chain(network.decoder, isDecoder: true)
      + threads * dimensions
  }
}

extension Network {
  /// The numbers of the weights as packed for both ways of a step and for the way forward of reports, at
  /// most: minimal filtering has nine for four, or sixteen for nine, and forward an affine layer of whole vectors
  /// reads them as they are. Nobody goes back to the pictures.
  fileprivate var packedCount: Int { (encoder + decoder).packedCount }

  /// About the numbers of one thread's workspace: blocks of minimal filtering, or panels of affine layers.
  fileprivate var workspaceEstimate: Int { encoder.count > 1 ? 1 << 18 : 1 << 14 }
}

extension [Layer] {
  fileprivate var packedCount: Int {
    enumerated().reduce(0) { sum, layer in
      let g = layer.element.geometry
      let numbers =
        switch g.kernel {
        case 4: g.weightCount * 9 / 4
        case 3: g.weightCount * 16 / 9
        default: g.weightCount
        }
      let forward = g.kernel == 1 && g.coarseChannels % 16 == 0 ? 0 : 2
      let back = layer.offset == 0 ? 0 : 1
      return sum + (forward + back) * numbers
    }
  }
}
