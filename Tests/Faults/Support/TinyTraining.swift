import Commands
import Files
import Foundation
import Images
import KernelSelection
import TestSupport
import Threads
import Training

/// A training of a few hundredths of a second in this process, so that its calls on files can be watched.
/// The pictures lie elsewhere than the run, and are decoded by one thread, so that calls have an order.
struct TinyTraining: Sendable {
  private let folder: TemporaryFolder
  var pictures: String { folder.path }
  /// What the model is in the end.
  let wanted: [String: [UInt64]]
  /// A run that was stopped half-way.
  let half: TemporaryFolder

  static let shared = Result { try TinyTraining() }

  private init() throws {
    folder = try TemporaryFolder()
    for number in 0..<16 {
      let pixels = (0..<16 * 16 * 3).map { UInt8(truncatingIfNeeded: $0 &* (number + 3) >> 1) }
      try PictureWriter.write(
        Picture(width: 16, height: 16, channels: 3, pixels: pixels),
        to: folder("\(number).png"), replacing: false)
    }
    let whole = try TemporaryFolder()
    half = try TemporaryFolder()
    try TinyTraining.train(folder.path, whole("run"))
    wanted = try SafetensorsFile(RunFiles(folder: whole("run")).model).bits()
    try TinyTraining.train(folder.path, half("run"), stopAfter: 4)
  }

  private static let options = {
    var options = TrainingOptions()
    options.size = TrainingSize(width: 16, height: 16)
    options.preset = .small
    options.filters = 2
    options.latents = 2
    options.batch = 4
    options.length = .steps(6)
    return options
  }()

  /// Trains until so many steps are done, now.
  private static func train(
    _ pictures: String, _ run: String, _ options: TrainingOptions = options,
    stopAfter last: Int = .max, memory: Int? = nil
  ) throws {
    let training = TrainingRun(
      paths: [pictures], options: options, folder: run, startNew: false,
      machine: Machine(
        kernels: try KernelSelection.choose(nil), team: Team(threads: 1), memory: memory))
    let stop = StopFlag()
    var steps = 0
    _ = try training.train(until: stop) { event in
      if case .progress = event { steps += 1 }
      if steps == last { stop.raise() }
    }
  }

  /// Trains in `folder`, or trains on.
  func train(in folder: TemporaryFolder) throws { try TinyTraining.train(pictures, folder("run")) }

  /// Goes on with the run in `folder` as its plan says, for two steps at most, in so many bytes.
  func goOn(in folder: TemporaryFolder, memory: Int) throws {
    try TinyTraining.train(
      pictures, folder("run"), TrainingOptions(), stopAfter: 2, memory: memory)
  }

  /// What is not as it would be had nothing happened, once the run in `folder` is finished.
  func faults(goingOnIn folder: TemporaryFolder) -> [String] {
    do {
      try train(in: folder)
      let weights = try SafetensorsFile(RunFiles(folder: folder("run")).model).bits()
      return weights == wanted ? [] : ["other weights"]
    } catch {
      return ["\(error)"]
    }
  }
}

extension TemporaryFolder {
  /// A copy of the folder in a new place.
  func copy(inMemory: Bool = false) throws -> TemporaryFolder {
    let other = try TemporaryFolder(inMemory: inMemory)
    for name in try Folder.names(in: path) {
      try FileManager.default.copyItem(atPath: self(name), toPath: other(name))
    }
    return other
  }
}
