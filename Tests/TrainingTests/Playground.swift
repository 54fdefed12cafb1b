import Files
import Foundation
import Images
import KernelSelection
import TestSupport
import Threads
import Training

/// A temporary folder with generated pictures, and short trainings on them.
final class Playground: Sendable {
  let path: String
  var pictures: String { Path.join(path, "pictures") }

  /// `count` pictures of 16x16: a bright disc on a dark ground, its place and colour by number.
  init(pictures count: Int = 60) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("training-\(UUID().uuidString)").path
    try Folder.make(pictures)
    for number in 0..<count {
      try PictureWriter.write(
        Playground.disc(number), to: Path.join(pictures, "disc-\(number).png"), replacing: false)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static func disc(_ number: Int) -> Picture {
    let (x, y) = (4 + number * 7 % 9, 4 + number * 5 % 9)
    var pixels: [UInt8] = []
    for row in 0..<16 {
      for column in 0..<16 {
        let distance = (row - y) * (row - y) + (column - x) * (column - x)
        let light = distance <= 9
        pixels += light ? [255, UInt8(number * 37 % 256), 90] : [30, 40, UInt8(number * 3 % 60)]
      }
    }
    return Picture(width: 16, height: 16, channels: 3, pixels: pixels)
  }

  /// Twelve steps of a model of a few thousand parameters, unless told otherwise.
  static var options: TrainingOptions {
    var options = TrainingOptions()
    options.size = TrainingSize(width: 16, height: 16)
    options.preset = .small
    options.filters = 4
    options.latents = 4
    options.batch = 8
    options.length = .steps(12)
    return options
  }

  /// A run that has its plan and no step yet.
  func stopAtOnce() throws {
    let stop = StopFlag()
    _ = try run().train(until: stop) { event in
      if case .planned = event { stop.raise() }
    }
  }

  func run(
    _ folder: String = "run", options: TrainingOptions = Playground.options, threads: Int = 2,
    startNew: Bool = false, more: TrainingLength? = nil, memory: Int? = nil, kernels: String? = nil,
    version: String = ProgramBuild.version
  ) throws -> TrainingRun {
    TrainingRun(
      paths: [pictures], options: options, folder: Path.join(path, folder), startNew: startNew,
      more: more,
      machine: Machine(
        kernels: try KernelSelection.choose(kernels), team: Team(threads: threads), memory: memory,
        version: version))
  }

  /// Trains in the folder "run" to the end.
  func train(_ options: TrainingOptions = Playground.options, startNew: Bool = false) throws {
    _ = try run(options: options, startNew: startNew).train(until: StopFlag()) { _ in }
  }

  /// Those of the folder "run".
  var files: RunFiles { RunFiles(folder: Path.join(path, "run")) }

  /// Every array of the run's checkpoint and of its model, if it has one yet, as bits.
  func tensors(_ folder: String = "run") throws -> [String: [UInt64]] {
    let files = RunFiles(folder: Path.join(path, folder))
    var all: [String: [UInt64]] = [:]
    let hasModel = (try? FileFacts(of: files.model)) != nil
    for path in [files.checkpoint] + (hasModel ? [files.model] : []) {
      for (name, bits) in try SafetensorsFile(path).bits() {
        all["\(Path.name(path)) \(name)"] = bits
      }
    }
    return all
  }

  /// The lines of metrics.jsonl without what the clock says.
  func metrics(_ folder: String = "run") throws -> [JSON] {
    try metricsWithoutTime(RunFiles(folder: Path.join(path, folder)).metrics)
  }
}

/// What a training told.
final class Told {
  private(set) var events: [TrainingEvent] = []

  func hear(_ event: TrainingEvent) { events.append(event) }

  var found: [DatasetReport] {
    events.compactMap { if case .found(let found) = $0 { found } else { nil } }
  }
  var skipped: [Int] {
    events.compactMap { if case .skippedStep(let step, _) = $0 { step } else { nil } }
  }
  var rollbacks: [(from: Int, to: Int, factor: Double)] {
    events.compactMap {
      if case .rolledBack(let from, let to, let factor) = $0 { (from, to, factor) } else { nil }
    }
  }
  var steps: [Int] {
    events.compactMap { if case .progress(let progress) = $0 { progress.step } else { nil } }
  }
  var ends: [RunEnd] {
    events.compactMap { if case .endedBefore(let end) = $0 { end } else { nil } }
  }
  var notices: [HealthNotice.Kind] {
    events.compactMap { if case .health(let notice) = $0 { notice.kind } else { nil } }
  }
  var continued: [Continuation] {
    events.compactMap { if case .continued(let from) = $0 { from } else { nil } }
  }
}
