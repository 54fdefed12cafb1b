import KernelContract
import Tensors
import Threads

/// One process's share of the steps of a training that several take together: the pictures of some shards of each
/// batch, and the optimiser's work on some of the parameters, its own.
///
///     forward    own pictures                               sums of the shards: from each to all
///     backward   own pictures, own shards added             gradients of its own parameters: from all to each
///     measure    its own gradient, all shards added         sums of squares: from each to all
///     apply      its own parameters                         weights: from each to all
///
/// Shards are added in the tree of `Batch`, by whoever has them in hand, and everything else that is summed over the
/// step is summed by all in one order. So the weights get the bits of one process that takes all pictures, however many
/// share them.
///
/// A step sends about twice the parameters from each, and receives as much, whatever the number of ranks; moments and
/// averaged weights stay where they are made, until `collect` brings them to the first.
package final class SharedStep {
  private let step: TrainingStep
  private let exchange: any Exchange
  private let batch: Batch
  /// By rank: the shards that it takes, and the chunks and floats of the parameters that are its own.
  private let shards, chunks, floats: [Range<Int>]
  /// What others send of the gradient of this one's parameters, a run for each branch of the tree.
  private let received: Tensor
  /// By the first shard of a branch: its gradient of this one's parameters.
  private let branches: [SharedFloats]
  /// The pairs of the tree that no rank has in hand alone.
  private let additions: [(to: Int, from: Int)]
  /// What the gradients travel in.
  private let outbound, inbound: [Parcel]

  /// For steps of just so many pictures.
  package init(
    _ state: TrainingState, _ objective: Objective, images: Int, kernels: any KernelTable,
    team: Team, _ exchange: any Exchange
  ) {
    let (rank, ranks) = (exchange.rank, exchange.ranks)
    let step = TrainingStep(
      state, objective, images: images, share: (rank, ranks), kernels: kernels, team: team)
    let batch = Batch(images, objective, part: rank, of: ranks)
    let shards = (0..<ranks).map { Batch(images, objective, part: $0, of: ranks).shards }
    let chunks = (0..<ranks).map { step.optimiser.chunks(ofPart: $0, of: ranks) }
    let floats = chunks.map(step.optimiser.floats)
    let own = floats[rank]
    let others = exchange.others.map { (rank: $0, branches: Batch.branches(of: shards[$0])) }
    received = Tensor(count: own.count * others.reduce(0) { $0 + $1.branches.count })
    var branches = [SharedFloats](repeating: .empty, count: batch.allShards)
    var inbound: [Parcel] = []
    for other in others {
      for shard in other.branches {
        branches[shard] = received.shared.part(inbound.count, size: own.count)
        inbound.append(Parcel(other.rank, branches[shard].bytes))
      }
    }
    var outbound: [Parcel] = []
    for shard in Batch.branches(of: shards[rank]) {
      let gradient = step.shardGradients[shard - shards[rank].lowerBound]
      branches[shard] = gradient[own]
      for other in exchange.others {
        outbound.append(Parcel(other, gradient[floats[other]].bytes))
      }
    }
    var additions: [(to: Int, from: Int)] = []
    Batch.addInTree(0..<batch.allShards) { additions.append(($0, $1)) }
    for range in shards {
      Batch.addInTree(range) { to, from in additions.removeAll { $0.to == to && $0.from == from } }
    }
    (self.step, self.exchange, self.batch) = (step, exchange, batch)
    (self.shards, self.chunks, self.floats) = (shards, chunks, floats)
    (self.branches, self.additions) = (branches, additions)
    self.outbound = outbound.filter { $0.bytes.count > 0 }
    self.inbound = inbound.filter { $0.bytes.count > 0 }
  }

  /// The pictures of each batch that are this one's.
  package var images: Range<Int> { batch.images }

  /// What this one sends to others in a step, in bytes.
  package var bytesSent: Int {
    let others = exchange.ranks - 1
    let own = floats[exchange.rank].count * MemoryLayout<Float>.stride
    return outbound.reduce(0) { $0 + $1.bytes.count } + others * own
  }

  /// As `TrainingStep.gradients`, of this one's pictures; the report is that of the whole step.
  package func gradients(of pixels: SharedFloats, beta: Float, noise: StepNoise) throws
    -> StepReport
  {
    step.forward(of: pixels, batch, beta: beta, noise: noise)
    try exchange.gather(step.sums.numbers.bytes, shards.map(step.sums.bytes))
    for pair in additions { step.sums.add(pair.from, to: pair.to) }
    let report = step.backward()
    try exchange.swap(outbound, for: inbound)
    addBranches()
    step.measure()
    let word = MemoryLayout<Double>.stride
    try exchange.gather(
      step.optimiser.squares.bytes, chunks.map { $0.lowerBound * word..<$0.upperBound * word })
    return step.completed(report)
  }

  /// The gradient of this one's parameters, all shards added.
  private func addBranches() {
    let own = floats[exchange.rank]
    let gradient = step.gradient[own]
    step.pool.run(units: step.ownChunks.count) { worker, unit in
      let chunk = step.optimiser.chunks[step.ownChunks.lowerBound + unit].range
      let range = chunk.lowerBound - own.lowerBound..<chunk.upperBound - own.lowerBound
      for pair in additions {
        var sum = branches[pair.to][range].mutableSpan
        step.kernels.add(branches[pair.from][range].span, to: &sum)
      }
      if exchange.rank > 0 { gradient[range].copy(branches[0][range]) }
      worker.spend(on: step.parts.index(.shards))
    }
  }

  /// As `TrainingStep.apply`; afterwards all have all weights.
  package func apply(_ settings: OptimiserSettings) throws {
    step.apply(settings)
    try exchange.gather(step.state.weights.shared.bytes, floatBytes)
  }

  /// The profile of this one's threads.
  package func takeProfile(wall: Double) -> Profile { step.takeProfile(wall: wall) }

  /// Where the numbers of each rank's parameters lie in the flat buffers.
  private var floatBytes: [Range<Int>] {
    let size = MemoryLayout<Float>.stride
    return floats.map { $0.lowerBound * size..<$0.upperBound * size }
  }

  // MARK: - The state

  /// Brings moments and averaged weights to the first, who then has all that training changes.
  package func collect() throws {
    let state = step.state
    for buffer in [
      state.firstMoment.shared, state.secondMoment.shared, state.average.weights.shared,
    ] {
      try exchange.collect(buffer.bytes, floatBytes)
    }
  }

  /// Gives all the state that the first has.
  package func spread() throws {
    let state = step.state
    for buffer in [
      state.weights.shared, state.firstMoment.shared, state.secondMoment.shared,
      state.average.weights.shared,
    ] { try exchange.spread(buffer.bytes) }
    let likelihood = state.average.likelihood
    var words = [
      UInt64(state.step), likelihood.value.bitPattern, UInt64(likelihood.batches),
    ]
    try exchange.spread(&words)
    state.step = Int(words[0])
    state.average.likelihood = LikelihoodState(
      value: Double(bitPattern: words[1]), batches: Int(words[2]))
  }
}
