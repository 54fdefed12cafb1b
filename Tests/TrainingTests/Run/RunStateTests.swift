import Autoencoder
import Files
import Foundation
import Testing
import Training

@Suite("What a run folder's state allows")
struct RunStateTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  @Test("a finished run holds everything that was promised")
  func finished() throws {
    try playground.train()
    for path in [
      playground.files.model, playground.files.checkpoint, playground.files.plan,
      playground.files.metrics, playground.files.losses, playground.files.skipped,
      playground.files.log, playground.files.pictures, playground.files.finalSamples,
      playground.files.samples(step: 12),
      playground.files.reconstructions(step: 12),
    ] {
      #expect((try? FileFacts(of: path))?.size ?? 0 > 0, "\(path)")
    }
    let names = try Folder.names(in: playground.files.folder)
    #expect(!names.contains(where: AtomicFile.hasTemporaryName))
  }

  /// At the best variance v the squared errors of D numbers are D v, so that a picture costs D / 2 (log 2 pi v + 1)
  /// on average; 1e-9 leaves room for the order of sums in Double.
  @Test("a finished model is as wide as held-out pictures ask for")
  func width() throws {
    let playground = try Playground()
    try playground.train()
    let model = try ModelFile.read(playground.files.model)
    let total = try #require(model.summary["validation_nats"]?.number)
    let divergence = try #require(model.summary["validation_kl"]?.number)
    let half = Double(model.architecture.dimensions) / 2
    let least = half * (log(2 * Double.pi * model.likelihood.value) + 1)
    #expect(abs(total - divergence - least) <= 1e-9 * abs(least))
    // The last report looked at them all too, at the width that was best then.
    let last = try #require(try playground.metrics().last?["validation_total"]?.number)
    #expect(abs(total - last) <= 1e-9 * abs(last))
  }

  @Test("a finished run says so, and nothing changes; --new keeps it aside")
  func again() throws {
    try playground.train()
    let before = try playground.tensors()
    let told = Told()
    guard case .endedBefore = try playground.run().train(until: StopFlag(), told.hear) else {
      Issue.record("trained again")
      return
    }
    #expect(told.ends.map(\.steps) == [12] && told.steps.isEmpty && told.found.isEmpty)
    #expect(try playground.tensors() == before)
    try playground.train(startNew: true)
    #expect(try playground.tensors("run.1") == before)
  }

  @Test("a model that tells of more steps than can be counted is a finished one like any other")
  func beyondCounting() throws {
    try playground.train()
    let model = try ModelFile.read(playground.files.model)
    for steps in [Int.max, .min] {
      model.summary = ["finished": true, "steps": .integer(steps)]
      try ModelFile.write(model, to: playground.files.model, replacing: true)
      let told = Told()
      _ = try playground.run().train(until: StopFlag(), told.hear)
      #expect(told.ends.map(\.steps) == [0] && told.steps.isEmpty)
    }
  }

  @Test("a copy of a run without its hidden files goes on")
  func copied() throws {
    try playground.stopAtOnce()
    try Folder.removeFile(Path.join(playground.files.folder, FileLock.name))
    try playground.train()
    #expect(try FileFacts.exist(playground.files.finalSamples))
  }

  @Test("a checkpoint that cannot be opened is no damaged one: it stays, and the run stops")
  func closedCheckpoint() throws {
    try playground.train()
    // A link to itself stands for any refusal of the system, which lets the administrator read all.
    try Folder.removeFile(playground.files.previousCheckpoint)
    try FileManager.default.moveItem(
      atPath: playground.files.checkpoint, toPath: playground.files.previousCheckpoint)
    try FileManager.default.createSymbolicLink(
      atPath: playground.files.checkpoint,
      withDestinationPath: Path.name(playground.files.checkpoint))
    try Folder.removeFile(playground.files.model)
    let error = #expect(throws: FileError.self) { try playground.train() }
    #expect(error?.description.contains("cannot open \(playground.files.checkpoint)") == true)
    #expect(try FileFacts(of: playground.files.checkpoint, followingLinks: false).kind == .link)
  }

  @Test("a model that cannot be opened may be a finished one: it is not trained over")
  func closedModel() throws {
    try playground.train()
    try Folder.removeFile(playground.files.model)
    try FileManager.default.createSymbolicLink(
      atPath: playground.files.model, withDestinationPath: Path.name(playground.files.model))
    let error = #expect(throws: FileError.self) { try playground.train() }
    #expect(error?.description.contains("cannot open \(playground.files.model)") == true)
    #expect(try FileFacts(of: playground.files.model, followingLinks: false).kind == .link)
  }

  @Test("a model whose checkpoints are gone is not trained over")
  func checkpointsGone() throws {
    let stop = StopFlag()
    _ = try playground.run().train(until: stop) { event in
      if case .progress = event { stop.raise() }
    }
    let model = try WholeFile.read(playground.files.model)
    let metrics = try WholeFile.read(playground.files.metrics)
    for path in [playground.files.checkpoint, playground.files.previousCheckpoint] {
      try Folder.removeFile(path)
    }
    let error = #expect(throws: CheckpointError.self) { try playground.train() }
    #expect(error?.description.contains("no checkpoint") == true)
    #expect(try WholeFile.read(playground.files.model) == model)
    #expect(try WholeFile.read(playground.files.metrics) == metrics)
  }

  @Test("a checkpoint whose plan is gone is never taken for that of another run")
  func planGone() throws {
    try playground.train()
    try Folder.removeFile(playground.files.plan)
    var options = Playground.options
    options.length = .steps(24)
    #expect(throws: PlanError.missingPlan(path: playground.files.plan)) {
      try playground.train(options)
    }
    try playground.train(options, startNew: true)
  }

  @Test("a timed run uses its budget, over all its sittings")
  func timed() throws {
    var options = Playground.options
    options.length = .seconds(1.5)
    let stop = StopFlag()
    let start = ContinuousClock.now
    guard
      case .interrupted = try playground.run(options: options).train(
        until: stop,
        { if case .progress(let progress) = $0, progress.progress > 0.4 { stop.raise() } })
    else {
      Issue.record("not interrupted")
      return
    }
    guard
      case .finished(let summary) = try playground.run(options: options).train(
        until: StopFlag(), { _ in })
    else {
      Issue.record("not finished")
      return
    }
    // On a machine of one speed the end is foreseen to a few per cent. Beside other tests, which come
    // and go, the speed may double between two looks, and the run then ends as much earlier.
    #expect(summary.seconds > 0.75)
    #expect(ContinuousClock.now - start > .seconds(0.75))
    #expect(try playground.metrics().last?["progress"] == 1.0)
  }

  @Test("Ctrl-C while pictures are decoded stops at once")
  func stoppedReading() throws {
    let stop = StopFlag()
    let outcome = try playground.run().train(until: stop) { event in
      if case .reading = event { stop.raise() }
    }
    // The last word about reading comes after the last picture: then it is the first step's turn.
    guard case .interrupted(0) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try !FileFacts.exist(playground.files.plan))
  }

  @Test("a folder that cannot be written ends the run with its name, the last checkpoint whole")
  func unwritable() throws {
    let error = #expect(throws: FileError.self) {
      _ = try playground.run().train(until: StopFlag()) { event in
        // From the fifth step on, a file stands where the next samples should go.
        guard case .progress(let progress) = event, progress.step == 5 else { return }
        try FileManager.default.removeItem(atPath: playground.files.samplesFolder)
        try WholeFile.write("in the way", to: playground.files.samplesFolder, replacing: false)
      }
    }
    #expect(error?.description.contains("samples") == true)
    #expect(try !playground.tensors().isEmpty)
  }
}
