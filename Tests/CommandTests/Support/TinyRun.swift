import Files
import Foundation
import SamplePictures
import TestSupport
import Testing

/// A folder with a dozen faces and a model of 16x16 pixels trained on them, made once for all tests
/// that only read it.
struct TinyRun: Sendable {
  let folder: TemporaryFolder
  /// Twelve pictures: PNG and JPEG, of several sizes.
  var pictures: [String] {
    ((try? Folder.names(in: folder("faces"))) ?? []).filter { !$0.hasSuffix(".csv") }
      .map { "faces/\($0)" }
  }
  var model: String { folder("run/model.safetensors") }

  static let training = [
    "train", "faces", "--run", "run", "--size", "16", "--preset", "small", "--batch", "4",
  ]

  /// Four at each of 8x8 places.
  static let latents = 256

  static let shared: Result<TinyRun, any Error> = Result {
    let run = try TinyRun(folder: .init())
    let trained = try run(training + ["--steps", "20"])
    try #require(trained.code == 0, "\(trained.messages)")
    return run
  }

  /// Faces alone.
  init(folder: TemporaryFolder, pictures: Int = 12) throws {
    self.folder = folder
    try SamplePictures.generate(into: folder("faces"), count: pictures)
    try FileManager.default.removeItem(atPath: folder("faces/factors.csv"))
  }

  /// Runs the program in the folder.
  func callAsFunction(_ words: [String]) throws -> Binary.Outcome {
    try Binary.run(words, in: folder.path)
  }

  /// Runs the program on the model, its output to a new name in a folder of its own.
  func use(_ words: String...) throws -> Binary.Outcome { try self(words + ["--run", "run"]) }

  /// A name that no other test uses.
  func fresh(_ name: String) throws -> String {
    let folder = folder("out-\(UUID().uuidString)")
    try Folder.make(folder)
    return Path.join(folder, name)
  }
}
