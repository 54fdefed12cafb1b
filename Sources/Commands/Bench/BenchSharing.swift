import Autoencoder
import Cluster
import Files
import KernelContract
import Tensors
import Threads
import Training

/// `bench train` by several processes: a step that they share, in turns with the same step by the first alone.
struct BenchSharing {
  let model: BenchModel
  let batch: Int
  let member: any ClusterMember

  func run(_ console: Console) throws {
    let exchange = ClockedExchange(member)
    let state = model.state()
    let shared = SharedStep(
      state, Objective(), images: batch, kernels: model.kernels, team: model.team, exchange)
    let alone =
      member.rank == 0
      ? TrainingStep(model.state(), images: batch, kernels: model.kernels, team: model.team) : nil
    let pixels = model.numbers(batch * model.architecture.dimensions)
    let size = model.architecture.dimensions
    let own = pixels.shared[shared.images.lowerBound * size..<shared.images.upperBound * size]

    var (times, exchanges, timesAlone): ([Double], [Double], [Double]) = ([], [], [])
    let start = Clock()
    var (step, goesOn) = (0, true)
    while goesOn {
      step += 1
      exchange.seconds = 0
      let watch = Clock()
      let noise = StepNoise(seed: 0, step: step)
      let report = try shared.gradients(of: own, beta: 1, noise: noise)
      if report.isFinite { try shared.apply(OptimiserSettings()) }
      let (time, exchanged) = (watch.seconds, exchange.seconds)
      let watchAlone = Clock()
      if let alone {
        let report = alone.gradients(of: pixels.shared, images: batch, beta: 1, noise: noise)
        if report.isFinite { alone.apply(OptimiserSettings()) }
      }
      // The first two steps meet cold memory and a cold clock.
      if step > 2 {
        times.append(time)
        exchanges.append(exchanged)
        timesAlone.append(watchAlone.seconds)
      }
      var word = [UInt64(start.seconds < model.seconds || times.count < 3 ? 1 : 0)]
      try member.spread(&word)
      goesOn = word[0] == 1
    }
    guard member.rank == 0 else { return }
    try report(
      times.median, exchange: exchanges.median, alone: timesAlone.median, steps: times.count,
      bytes: shared.bytesSent, console)
  }

  private func report(
    _ time: Double, exchange: Double, alone: Double, steps: Int, bytes: Int, _ console: Console
  ) throws {
    let rate = Double(batch) / time
    try console.answer(
      [
        "bench": "train", "size": .integer(model.architecture.width), "batch": .integer(batch),
        "ranks": .integer(member.ranks), "threads": .integer(model.team.count),
        "level": .string(model.kernels.name), "images_per_second": .number(rate),
        "seconds_per_step": .number(time), "seconds_exchanging": .number(exchange),
        "bytes_sent": .integer(bytes), "speedup": .number(alone / time),
        "steps": .integer(steps),
      ],
      """
      \(NumberText.fixed(rate, 1)) pictures/s by \(member.ranks) processes of \
      \(NumberText.counted(model.team.count, "thread")), \(NumberText.fixed(alone / time, 2)) times one of them, \
      level \(model.kernels.name), median of \(NumberText.counted(steps, "step"))
      a step takes \(NumberText.fixed(time * 1000, 2)) ms, \(NumberText.fixed(exchange * 1000, 2)) of them for the \
      exchange with waiting, and sends \(NumberText.bytes(bytes)) from the first
      """)
  }
}

/// An exchange with a stopwatch.
private final class ClockedExchange: Exchange {
  private let inner: any Exchange
  /// Spent in swaps.
  var seconds = 0.0

  init(_ inner: any Exchange) { self.inner = inner }

  var rank: Int { inner.rank }
  var hosts: [String] { inner.hosts }

  func swap(_ out: [Parcel], for back: [Parcel]) throws {
    let watch = Clock()
    try inner.swap(out, for: back)
    seconds += watch.seconds
  }

  func whileBusy<Result>(_ body: () throws -> Result) throws -> Result {
    try inner.whileBusy(body)
  }
  func askForStop() throws { try inner.askForStop() }
  func isAskedForStop() throws -> Bool { try inner.isAskedForStop() }
}
