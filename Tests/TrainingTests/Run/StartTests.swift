import Autoencoder
import Files
import Foundation
import Testing
import Training

@Suite("What a run starts from, and what it is judged by")
struct StartTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  private func facts(_ change: (inout TrainingOptions) -> Void) throws -> DatasetFacts {
    var options = Playground.options
    change(&options)
    return try playground.run("other", options: options).dryRun { _ in }.found
  }

  // MARK: - --from

  @Test("--from starts with the weights of the other model, killed before its first step too")
  func weights() throws {
    try playground.train()
    var options = Playground.options
    (options.from, options.seed) = (playground.files.model, 5)
    let learned = try #require(try playground.tensors()["checkpoint.safetensors average"])
    let stop = StopFlag()
    _ = try playground.run("other", options: options).train(until: stop) { event in
      if case .planned = event { stop.raise() }
    }
    let started = try playground.tensors("other")
    #expect(started["checkpoint.safetensors weights"] == learned)
    #expect(started["checkpoint.safetensors average"] == learned)
    // It goes on without the model.
    let model = try WholeFile.read(playground.files.model)
    try Folder.removeFile(playground.files.model)
    _ = try playground.run("other", options: options).train(until: StopFlag()) { _ in }
    try WholeFile.write(model.span, to: playground.files.model, replacing: true)
    _ = try playground.run("whole", options: options).train(until: StopFlag()) { _ in }
    #expect(try playground.tensors("other") == playground.tensors("whole"))
  }

  @Test("a new run may start from the one that it moves aside")
  func fromItself() throws {
    try playground.train()
    var options = Playground.options
    options.from = playground.files.model
    try playground.train(options, startNew: true)
    #expect(try FileFacts.exist(playground.files.finalSamples))
  }

  @Test("a model that is not there is named before a folder is made")
  func nowhere() throws {
    var options = Playground.options
    options.from = Path.join(playground.path, "gone")
    let run = try playground.run("other", options: options)
    #expect(throws: ModelFileError.self) { _ = try run.train(until: StopFlag()) { _ in } }
    #expect(try Folder.names(in: playground.path) == ["pictures"])
  }

  @Test("a model of other layers is refused by what differs, and nothing stays")
  func otherLayers() throws {
    try playground.train()
    var options = Playground.options
    (options.from, options.latents) = (playground.files.model, 8)
    options.size = TrainingSize(width: 32, height: 16)
    let error = #expect(throws: PlanError.self) {
      _ = try playground.run("other", options: options).train(until: StopFlag()) { _ in }
    }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("--size is 16x16 there and 32x16 here"), "\(sentence)")
    #expect(sentence.contains("--latent is 4 there and 8 here"), "\(sentence)")
    #expect(!sentence.contains("--filters"), "\(sentence)")
  }

  // MARK: - --held-out

  @Test(
    "pictures of a folder are held out and no others, also where it is one of the training's own")
  func heldOut() throws {
    let own = Path.join(playground.pictures, "own")
    try Folder.make(own)
    for number in 0..<5 {
      try FileManager.default.moveItem(
        atPath: Path.join(playground.pictures, "disc-\(number).png"),
        toPath: Path.join(own, "disc-\(number).png"))
    }
    let within = try facts { $0.heldOut = "\(playground.pictures)/./own/" }
    #expect(within.training == 55 && within.heldOut == 5)
    try FileManager.default.moveItem(atPath: own, toPath: Path.join(playground.path, "val"))
    let beside = try facts { $0.heldOut = Path.join(playground.path, "val") }
    #expect(beside.training == 55 && beside.heldOut == 5)
    #expect(try facts { _ in }.heldOut < 55)
  }

  @Test("that nothing is left to train on, or to judge by, is said")
  func oneSided() throws {
    #expect(throws: PlanError.oneSided(training: 0)) {
      try facts { $0.heldOut = playground.path }
    }
    let empty = Path.join(playground.path, "empty")
    try Folder.make(empty)
    #expect(throws: PlanError.oneSided(training: 60)) { try facts { $0.heldOut = empty } }
  }
}
