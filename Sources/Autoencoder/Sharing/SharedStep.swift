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
/// averaged weights stay where they are made, until `collect` brings them to the first. A discriminator's parameters are
/// shared as the model's are, in the same messages.
package final class SharedStep {
  private let step: TrainingStep
  private let exchange: any Exchange
  private let batch: Batch
  /// By rank: the shards that it takes.
  private let shards: [Range<Int>]
  /// Those of the model, and of a discriminator where there is one.
  private let networks: [SharedParameters]
  /// The pairs of the tree that no rank has in hand alone.
  private let additions: [(to: Int, from: Int)]

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
    let model = SharedParameters(
      state.parameters, step.optimiser, step.shardGradients, shards: shards, exchange)
    let discriminator = step.adversarial.map {
      SharedParameters(
        $0.state.parameters, $0.optimiser, $0.shardGradients, shards: shards, exchange)
    }
    networks = [model] + (discriminator.map { [$0] } ?? [])
    var additions: [(to: Int, from: Int)] = []
    Batch.addInTree(0..<batch.allShards) { additions.append(($0, $1)) }
    for range in shards {
      Batch.addInTree(range) { to, from in additions.removeAll { $0.to == to && $0.from == from } }
    }
    (self.step, self.exchange, self.batch) = (step, exchange, batch)
    (self.shards, self.additions) = (shards, additions)
  }

  /// The pictures of each batch that are this one's.
  package var images: Range<Int> { batch.images }

  /// What this one sends to others in a step that all networks take part in, in bytes.
  package var bytesSent: Int { networks.reduce(0) { $0 + $1.bytesSent } }

  /// The networks that take part in the step at hand.
  private var learners: ArraySlice<SharedParameters> {
    step.opponent == nil ? networks[..<1] : networks[...]
  }

  /// As `TrainingStep.gradients`, of this one's pictures; the report is that of the whole step.
  package func gradients(
    of pixels: SharedFloats, beta: Float, noise: StepNoise, adversarial: Bool = false
  ) throws -> StepReport {
    step.forward(of: pixels, batch, beta: beta, noise: noise, adversarial: adversarial)
    try exchange.gather(step.sums.numbers.bytes, shards.map(step.sums.bytes))
    for pair in additions { step.sums.add(pair.from, to: pair.to) }
    let report = step.backward()
    try exchange.swap(learners.flatMap(\.outbound), for: learners.flatMap(\.inbound))
    addBranches()
    step.measure()
    try exchange.gather(learners.map(\.squares))
    return step.completed(report)
  }

  /// The gradients of this one's parameters, all shards added.
  private func addBranches() {
    for network in learners {
      step.pool.run(units: network.ownChunks.count) { worker, unit in
        network.addBranches(network.ownChunks.lowerBound + unit, additions, step.kernels)
        worker.spend(on: step.parts.index(.shards))
      }
    }
  }

  /// As `TrainingStep.apply`; afterwards all have all weights.
  package func apply(_ settings: OptimiserSettings, discriminator: OptimiserSettings? = nil) throws
  {
    step.apply(settings, discriminator: discriminator)
    try exchange.gather(learners.map(\.weights))
  }

  // MARK: - The state

  /// Brings moments and averaged weights to the first, who then has all that training changes.
  package func collect() throws {
    for network in networks { try network.collect(exchange) }
  }

  /// Gives all the state that the first has.
  package func spread() throws {
    for network in networks { try network.spread(exchange) }
    let state = step.state
    let likelihood = state.average.likelihood
    var words = [
      UInt64(state.step), likelihood.value.bitPattern, UInt64(likelihood.batches),
    ]
    try exchange.spread(&words)
    state.step = Int(words[0])
    state.average.likelihood = LikelihoodState(
      value: Double(bitPattern: words[1]), batches: Int(words[2]))
    if let discriminator = step.adversarial?.state { try spread(discriminator) }
  }

  /// What a discriminator has beside its parameters.
  private func spread(_ discriminator: DiscriminatorState) throws {
    let balance = discriminator.balance
    var words =
      [UInt64(discriminator.step), UInt64(balance.steps)]
      + [balance.pixels, balance.features, balance.adversarial].map(\.bitPattern)
    try exchange.spread(&words)
    let lengths = words[2...].map { Double(bitPattern: $0) }
    discriminator.step = Int(words[0])
    discriminator.balance = GradientBalance(
      pixels: lengths[0], features: lengths[1], adversarial: lengths[2], steps: Int(words[1]))
  }
}
