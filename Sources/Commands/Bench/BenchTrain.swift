import Autoencoder
import Cluster
import Files
import KernelContract
import Threads
import Training

/// `bench train`: whole steps on pictures that are in memory, against the ceiling of as many cores.
struct BenchTrain {
  private let model: BenchModel
  private let batch: Int

  /// By all processes that were started together, or by this one alone.
  static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    guard let member = try Cluster.join() else {
      try BenchTrain(line, nil).run(console)
      return .done
    }
    return try Together.run(member, console) {
      let bench = try BenchTrain(line, member)
      try SharingError.check(batch: bench.batch, ranks: member.ranks)
      try BenchSharing(model: bench.model, batch: bench.batch, member: member).run(console)
      return .done
    }
  }

  private init(_ line: ParsedLine, _ member: (any ClusterMember)?) throws {
    model = try BenchModel(line, of: member)
    batch = line[BenchCommand.batch]
    try model.checkMemory(
      for: model.architecture.trainingBytes(images: batch, threads: model.team.count))
  }

  private func run(_ console: Console) throws {
    let state = model.state()
    let step = TrainingStep(state, images: batch, kernels: model.kernels, team: model.team)
    let pixels = model.numbers(batch * model.architecture.dimensions)

    var ceiling = Ceiling(model.kernels, model.team)
    var times: [Double] = []
    var spent: [String: Double] = [:]
    let start = Clock()
    repeat {
      ceiling.burst()
      let watch = Clock()
      let report = step.gradients(
        of: pixels.shared, images: batch, beta: 1,
        noise: StepNoise(seed: 0, step: state.step + 1))
      if report.isFinite { step.apply(OptimiserSettings()) }
      let time = watch.seconds
      let profile = step.takeProfile(wall: time)
      // The first two steps meet cold memory and a cold clock.
      if state.step > 2 {
        times.append(time)
        for part in profile.parts { spent[part.name, default: 0] += part.seconds }
      }
      console.progress(
        "step \(state.step): \(NumberText.fixed(Double(batch) / time, 0)) pictures/s")
    } while start.seconds < model.seconds || times.count < 3
    try report(times, spent, ceiling.gigaflops, console)
  }

  private func report(
    _ times: [Double], _ spent: [String: Double], _ ceiling: Double, _ console: Console
  ) throws {
    let median = times.median
    let flops = 6 * Double(batch) * Double(model.architecture.multiplyAdds)
    let gigaflops = flops / median / 1e9
    let total = spent.values.reduce(0, +)
    let parts = spent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.filter { $0.value > 0 }
    let rows: [JSON] = parts.map { part in
      [
        "name": .string(part.key), "seconds": .number(part.value / Double(times.count)),
        "share": .number(part.value / total),
      ]
    }
    let table = parts.map { part in
      TextColumns.left(part.key, 32)
        + TextColumns.right(NumberText.fixed(part.value / Double(times.count) * 1000, 2), 10)
        + " ms" + TextColumns.right(NumberText.fixed(part.value / total * 100, 1), 7) + " %\n"
    }
    try console.answer(
      [
        "bench": "train", "size": .integer(model.architecture.width), "batch": .integer(batch),
        "threads": .integer(model.team.count), "level": .string(model.kernels.name),
        "images_per_second": .number(Double(batch) / median), "gflops": .number(gigaflops),
        "ceiling": .number(ceiling), "fraction": .number(gigaflops / ceiling),
        "steps": .integer(times.count), "parts": .array(rows),
      ],
      """
      \(NumberText.fixed(Double(batch) / median, 1)) pictures/s, \(NumberText.fixed(gigaflops, 1)) GFLOP/s of \
      \(NumberText.fixed(ceiling, 1)) (\(NumberText.fixed(gigaflops / ceiling, 3))), level \(model.kernels.name), \
      \(NumberText.counted(model.team.count, "thread")), median of \(NumberText.counted(times.count, "step"))
      \(table.joined())
      """)
  }
}
