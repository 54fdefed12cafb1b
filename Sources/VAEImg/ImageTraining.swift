import Dispatch
import KernelSelection
import Options
import Threads
import Training

/// A training of a model on folders of pictures, as `vae-img train` makes it: in a run folder, from which it goes on
/// where it was stopped.
public struct ImageTraining: Sendable {
  /// Folders of pictures, or pictures.
  public var pictures: [String]
  /// Where the model, checkpoints and grids go.
  public var folder: String
  /// As on the command line, without dashes: `["time": "10m", "size": "64"]`. What is left out is chosen for the
  /// pictures.
  public var options: [String: String]
  /// Left out: one for each core.
  public var threads: Int?

  public init(
    on pictures: [String], in folder: String, options: [String: String] = [:], threads: Int? = nil
  ) {
    self.pictures = pictures
    self.folder = folder
    self.options = options
    self.threads = threads
  }

  /// What a training tells of itself.
  public enum Update: Sendable, Equatable {
    /// Pictures are decoded.
    case reading(done: Int, of: Int)
    /// After a step.
    case step(Progress)
    /// The model of a finished run is in this file.
    case finished(model: String)
  }

  public struct Progress: Sendable, Equatable {
    public let step: Int
    /// The share of the run that is done.
    public let done: Double
    /// Of the steps since the last report.
    public let bitsPerDimension: Double
    /// Of pictures that are not trained on, when they were last judged.
    public let heldOutBitsPerDimension: Double?
  }

  /// An option that there is not, or not with this value.
  public struct WrongOption: Error, Equatable, CustomStringConvertible {
    public let name: String
    public let value: String
    public let description: String
  }

  /// Trains. Whoever leaves the sequence before its end stops the training after the step at hand, with a checkpoint:
  /// the same training goes on from there. A reader that is slow gets the newest updates, and always the last.
  public func updates() -> AsyncThrowingStream<Update, any Error> {
    let stop = StopFlag()
    return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(16)) { stream in
      stream.onTermination = { _ in stop.raise() }
      // A thread of its own: tasks share theirs, and none may be held for so long.
      DispatchQueue(label: "training").async {
        do {
          try train(until: stop) { stream.yield($0) }
          stream.finish()
        } catch {
          stream.finish(throwing: error)
        }
      }
    }
  }

  private func train(until stop: StopFlag, _ tell: @escaping @Sendable (Update) -> Void) throws {
    let machine = Machine(
      kernels: try KernelSelection.choose(""), team: Team(threads: threads ?? Processors.available))
    let run = TrainingRun(
      paths: pictures, options: try trainingOptions(), folder: folder, startNew: false,
      machine: machine)
    let outcome = try run.train(until: stop) { event in
      switch event {
      case .reading(let done, let count): tell(.reading(done: done, of: count))
      case .progress(let progress):
        tell(
          .step(
            Progress(
              step: progress.step, done: progress.progress,
              bitsPerDimension: progress.loss.bitsPerDimension,
              heldOutBitsPerDimension: progress.validation?.bitsPerDimension)))
      default: break
      }
    }
    if case .interrupted = outcome { return }
    tell(.finished(model: RunFiles(folder: folder).model))
  }

  private func trainingOptions() throws -> TrainingOptions {
    var found = TrainingOptions()
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      guard let entry = TrainingTable.all.entries.first(where: { $0.name == name }) else {
        throw WrongOption(name: name, value: value, description: "there is no option \(name)")
      }
      guard entry.read(value, into: &found) else {
        throw WrongOption(
          name: name, value: value, description: "\(name) takes \(entry.expectation), not \(value)")
      }
    }
    return found
  }
}
