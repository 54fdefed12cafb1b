import KernelContract
import Tensors

/// The parameters of one network in a step that several take together: what of them is whose, and how their gradients
/// come together.
///
/// It views memory of a `TrainingStep`, which `SharedStep` keeps beside it.
final class SharedParameters {
  private let parameters: TrainedParameters
  private let optimiser: Optimiser
  /// That of the pictures in hand; of this one's own parameters, at last that of all pictures.
  private let gradient: SharedFloats
  /// By rank: the chunks and floats of the parameters that are its own.
  private let chunks, floats: [Range<Int>]
  private let rank: Int
  /// What others send of the gradient of this one's parameters, a run for each branch of the tree.
  private let received: Tensor
  /// By the first shard of a branch: its gradient of this one's parameters.
  private let branches: [SharedFloats]
  /// What the gradients travel in.
  let outbound, inbound: [Parcel]

  /// `shards` by rank; `gradients` are those of this one's.
  init(
    _ parameters: TrainedParameters, _ optimiser: Optimiser, _ gradients: ShardGradients,
    shards: [Range<Int>], _ exchange: any Exchange
  ) {
    let (rank, ranks) = (exchange.rank, exchange.ranks)
    chunks = (0..<ranks).map { optimiser.chunks(ofPart: $0, of: ranks) }
    floats = chunks.map(optimiser.floats)
    let own = floats[rank]
    let others = exchange.others.map { (rank: $0, branches: Batch.branches(of: shards[$0])) }
    received = Tensor(count: own.count * others.reduce(0) { $0 + $1.branches.count })
    var branches = [SharedFloats](repeating: .empty, count: shards.last?.upperBound ?? 0)
    var inbound: [Parcel] = []
    for other in others {
      for shard in other.branches {
        branches[shard] = received.shared.part(inbound.count, size: own.count)
        inbound.append(Parcel(other.rank, branches[shard].bytes))
      }
    }
    var outbound: [Parcel] = []
    for shard in Batch.branches(of: shards[rank]) {
      let gradient = gradients[shard - shards[rank].lowerBound]
      branches[shard] = gradient[own]
      for other in exchange.others {
        outbound.append(Parcel(other, gradient[floats[other]].bytes))
      }
    }
    gradient = gradients[0]
    (self.parameters, self.optimiser, self.rank) = (parameters, optimiser, rank)
    self.branches = branches
    self.outbound = outbound.filter { !$0.bytes.isEmpty }
    self.inbound = inbound.filter { !$0.bytes.isEmpty }
  }

  /// What this one sends to others in a step, in bytes.
  var bytesSent: Int {
    let own = floats[rank].count * MemoryLayout<Float>.stride
    return outbound.reduce(0) { $0 + $1.bytes.count } + (floats.count - 1) * own
  }

  // MARK: - In a step

  var ownChunks: Range<Int> { chunks[rank] }

  /// The gradient of one of this one's chunks, all shards added: by the pairs of the tree that no rank has in hand alone.
  func addBranches(
    _ chunk: Int, _ additions: [(to: Int, from: Int)], _ kernels: any KernelTable
  ) {
    let all = optimiser.chunks[chunk].range
    let start = floats[rank].lowerBound
    let own = all.lowerBound - start..<all.upperBound - start
    for pair in additions {
      var sum = branches[pair.to][own].mutableSpan
      kernels.add(branches[pair.from][own].span, to: &sum)
    }
    if rank > 0 { gradient[all].copy(branches[0][own]) }
  }

  /// The sums of squares of each rank's own gradient.
  var squares: (bytes: SharedBytes, ranges: [Range<Int>]) {
    let size = MemoryLayout<Double>.stride
    return (
      optimiser.squares.bytes, chunks.map { $0.lowerBound * size..<$0.upperBound * size }
    )
  }

  /// The weights that each rank has changed.
  var weights: (bytes: SharedBytes, ranges: [Range<Int>]) {
    (parameters.weights.bytes, floatBytes)
  }

  /// Where the numbers of each rank's parameters lie in the flat buffers.
  private var floatBytes: [Range<Int>] {
    let size = MemoryLayout<Float>.stride
    return floats.map { $0.lowerBound * size..<$0.upperBound * size }
  }

  // MARK: - Between steps

  /// What each rank has of its own parameters alone.
  private var kept: [SharedFloats] {
    [parameters.firstMoment, parameters.secondMoment, parameters.average].filter { $0.count > 0 }
  }

  /// Brings to the first what it lacks.
  func collect(_ exchange: any Exchange) throws {
    for buffer in kept { try exchange.collect(buffer.bytes, floatBytes) }
  }

  /// Gives all what the first has.
  func spread(_ exchange: any Exchange) throws {
    for buffer in [parameters.weights] + kept { try exchange.spread(buffer.bytes) }
  }
}
