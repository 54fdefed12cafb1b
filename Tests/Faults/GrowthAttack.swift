import Files
import Foundation
import Images
import KernelSelection
import TestSupport
import Testing
import Threads
import Training

/// The work of more than an hour of steps, reports and checkpoints, made small enough for minutes: at 64x64
/// and 22 steps a second, an hour has 80,000 steps, 20 reports and about 60 checkpoints.
@Suite("A training of very many steps", .serialized)
struct GrowthAttack {
  /// What the process held at one moment.
  private struct Held {
    /// The most so far, in bytes: what it holds for a moment, as for a chart, a look now and then would miss.
    let memory: Int
    let files: Int

    /// Nil once the process is over.
    init?(_ process: Int32) {
      memory = Memory.peak(of: "\(process)")
      guard memory > 0, let files = try? Folder.names(in: "/proc/\(process)/fd") else { return nil }
      self.files = files.count
    }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<16 {
      let pixels = (0..<8 * 8 * 3).map { UInt8(truncatingIfNeeded: $0 &* (number + 3)) }
      try PictureWriter.write(
        Picture(width: 8, height: 8, channels: 3, pixels: pixels), to: folder("set/\(number).png"),
        replacing: false)
    }
  }

  @Test("holds no more memory and no more open files at its end than once it was warm")
  func growth() throws {
    let (steps, reports) = (Attack.trials(20_000, long: 1_000_000), Attack.trials(60, long: 400))
    try begin(steps: steps, reports: reports)
    let running = try Running(
      ["train", "set", "--run", "run", "--threads", "1"], in: folder.path)
    var held: [Held] = []
    while running.process.isRunning {
      if let now = Held(running.process.processIdentifier) { held.append(now) }
      usleep(Attack.isLong ? 50_000 : 2000)
    }
    let outcome = try running.outcome()
    try #require(outcome.code == 0, "\(outcome.messages)")
    // The last of them belong to what follows the last step.
    held.removeLast(held.count / 20)
    let quarter = held.count / 4
    try #require(quarter > 5)
    let (warm, last) = (held[quarter..<2 * quarter], held.suffix(quarter))
    let most = last.map(\.memory).max() ?? 0
    let memory = most - (warm.map(\.memory).max() ?? 0)
    // The fewest: while something is written, a file more is open.
    let least = last.map(\.files).min() ?? 0
    let files = least - (warm.map(\.files).min() ?? 0)
    // A short one is hardly warm by its second quarter.
    #expect(memory < (Attack.isLong ? 1 << 20 : 8 << 20), "\(memory) bytes more")
    #expect(files <= 0, "\(files) files more")
    let log = String(decoding: try WholeFile.read(folder("run/log.txt")), as: UTF8.self)
    func count(_ event: String) -> Int { log.components(separatedBy: "\n\(event) ").count - 1 }
    Attack.report(
      "growth",
      [
        "steps": .integer(steps), "reports": .integer(count("step")),
        "checkpoints": .integer(count("checkpoint")),
        "looks": .integer(held.count), "memory": .integer(most),
        "memory_growth": .integer(memory), "open_files": .integer(least),
      ])
  }

  /// Begins a run that has more reports than a user's.
  private func begin(steps: Int, reports: Int) throws {
    var options = TrainingOptions()
    options.size = TrainingSize(width: 8, height: 8)
    options.preset = .small
    (options.filters, options.stages, options.latents, options.batch) = (1, 1, 2, 2)
    options.length = .steps(steps)
    let stop = StopFlag()
    _ = try TrainingRun(
      paths: [folder("set")], options: options, folder: folder("run"), startNew: false,
      machine: Machine(kernels: try KernelSelection.choose(nil), team: Team(threads: 1))
    ).train(until: stop) { if case .progress = $0 { stop.raise() } }
    let path = RunFiles(folder: folder("run")).plan
    let plan = try JSON(parsing: String(decoding: WholeFile.read(path), as: UTF8.self))
    let members = (plan.object ?? []).map {
      $0.key == "reports" ? JSON.Member($0.key, .integer(reports)) : $0
    }
    try WholeFile.write(JSON.object(members).rendered(), to: path, replacing: true)
  }
}
