import Autoencoder
import Files
import Images

/// A process that is not the first of those that share a training: it does what the first orders, and writes nothing
/// but the decoded pictures of a machine that has none.
package final class Follower {
  private let run: Result<TrainingRun, any Error>
  private let exchange: any Exchange
  /// On the folder of a machine that does not see the run's.
  private var lock: FileLock?

  /// What `run` throws is said to the first when that asks.
  package init(_ exchange: any Exchange, _ run: () throws -> TrainingRun) {
    self.run = Result { try run() }
    self.exchange = exchange
  }

  /// Returns the exit code that the first says.
  package func serve(until stop: StopFlag) throws -> Int32 {
    var ready: Ready?
    var batches: BatchReader?
    var hasAsked = false
    while true {
      let order = try Order.next(exchange)
      if stop.isRaised, !hasAsked {
        try exchange.askForStop()
        hasAsked = true
      }
      switch (order, ready) {
      case (.end(let code), _): return code
      case (.prepare(let machines), _):
        if machines, isFirstOfMachine { markOwnFolder() }
        if let prepared = try prepare(isTurn: machines == isFirstOfMachine) { ready = prepared }
      case (.takeOver(let batch), let ready?):
        try ready.steps.spread()
        batches = try ready.pictures.batches(ready.plan, taking: ready.steps.images, first: batch)
      case (.step(let step), let ready?):
        guard let batches else { throw SharingError.unknownOrder }
        _ = try ready.steps.make(step, of: batches.next())
      case (.collect, let ready?): try ready.steps.collect()
      default: throw SharingError.unknownOrder
      }
    }
  }

  /// Whether no process of a lower number is on the same machine.
  private var isFirstOfMachine: Bool {
    let hosts = exchange.hosts
    return !hosts[..<exchange.rank].contains(hosts[exchange.rank])
  }

  // MARK: - Getting ready

  /// What the steps are made of.
  private struct Ready {
    let plan: TrainingPlan
    let pictures: TrainingPictures
    let standing: Standing
    let steps: PlannedStep
  }

  /// Where this machine does not share the first one's files, its folder of that name is for the decoded pictures, and
  /// marked as a run's. Where it does, the first has the lock.
  private func markOwnFolder() {
    guard let folder = try? run.get().folder else { return }
    try? Folder.make(folder)
    lock = try? FileLock(folder: folder)
  }

  /// Hears the plan, and says how this one stands to it. Nil where it is others' turn.
  private func prepare(isTurn: Bool) throws -> Ready? {
    let text = try exchange.spread(text: "")
    guard isTurn else {
      _ = try exchange.gather(text: "")
      return nil
    }
    let ready = try exchange.whileBusy { Result { try makeReady(run.get(), text) } }
    let standing =
      switch ready {
      case .success(let ready): ready.standing
      case .failure(let error): Standing(failure: "\(error)")
      }
    _ = try exchange.gather(text: standing.text)
    return try? ready.get()
  }

  /// The pictures are decoded by the first of a machine, and the rest find them.
  private func makeReady(_ run: TrainingRun, _ text: String) throws -> Ready {
    let files = RunFiles(folder: run.folder)
    guard let json = try? JSON(parsing: text) else { throw SharingError.unknownOrder }
    let plan = try TrainingPlan(json, path: files.plan)
    let machine = run.machine
    let cache = try PictureCache(
      files.pictures, sources: plan.data.sources, plan.data.preparation, team: machine.team)
    let pictures = try TrainingPictures(cache, heldOut: plan.data.heldOut)
    try machine.checkMemory(
      for: plan.memory(ranks: exchange.ranks, threads: machine.team.count))
    let state = TrainingState(
      plan.architecture, seed: plan.seed,
      pixelMean: Array(repeating: 0, count: plan.architecture.channels), kernels: machine.kernels,
      objective: plan.objective)
    return Ready(
      plan: plan, pictures: pictures, standing: Standing(run, pictures: pictures.facts),
      steps: PlannedStep(plan, state, machine, exchange))
  }
}
