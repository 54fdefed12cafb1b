import Autoencoder
import Files
import Images
import KernelSelection
import SamplePictures
import Tensors
import TestSupport
import Threads
import Training

/// A model that is trained on pictures of a lesson's own, and then asked.
struct Lesson {
  let summary: TrainingSummary
  let model: Model
  private let inference: Inference
  private let folder: TemporaryFolder

  /// 400 drawn faces.
  static let faces = Result {
    let folder = try TemporaryFolder(inMemory: true)
    try SamplePictures.generate(into: folder.path, count: 400)
    return folder
  }

  /// Of a small model at 16x16, unless told otherwise.
  static var options: TrainingOptions {
    var options = TrainingOptions()
    options.size = TrainingSize(width: 16, height: 16)
    options.preset = .small
    options.objective = Objective()
    options.batch = 16
    options.length = .steps(400)
    return options
  }

  init(_ pictures: String, _ options: TrainingOptions = Lesson.options) throws {
    folder = try TemporaryFolder(inMemory: true)
    let machine = Machine(kernels: try KernelSelection.choose(nil), team: Team(threads: 1))
    let run = TrainingRun(
      paths: [pictures], options: options, folder: folder("run"), startNew: false, machine: machine)
    guard case .finished(let summary) = try run.train(until: StopFlag(), { _ in }) else {
      throw Unfinished()
    }
    self.summary = summary
    model = try ModelFile.read(summary.files.model)
    inference = Inference(model, kernels: machine.kernels, team: machine.team)
  }

  private struct Unfinished: Error {}

  /// The means of the pictures' codes.
  func encode(_ pictures: [[Float]]) -> [[Float]] {
    let pixels = Tensor(pictures.flatMap { $0 })
    return inference.encode(pixels.shared, count: pictures.count).means
      .rows(of: model.architecture.latents)
  }

  func decode(_ codes: [[Float]]) -> [[Float]] {
    let rows = Tensor(codes.flatMap { $0 })
    return inference.decode(rows.shared, count: codes.count).rows(of: model.architecture.dimensions)
  }

  /// What N(0, I) is decoded to.
  func drawn(_ count: Int) -> [[Float]] {
    decode(
      inference.drawPrior(seeds: (0..<UInt64(count)).map { $0 }).rows(
        of: model.architecture.latents))
  }
}
