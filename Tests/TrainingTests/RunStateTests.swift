import Autoencoder
import Files
import Foundation
import Testing
import Training

@Suite("What a run folder's state allows")
struct RunStateTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  private func train(_ options: TrainingOptions = Playground.options, startNew: Bool = false) throws
  {
    _ = try playground.run(options: options, startNew: startNew).train(until: StopFlag()) { _ in }
  }

  private var files: RunFiles { RunFiles(folder: Path.join(playground.path, "run")) }

  @Test("a finished run holds everything that was promised")
  func finished() throws {
    try train()
    for path in [
      files.model, files.checkpoint, files.plan, files.metrics, files.losses, files.skipped,
      files.log, files.pictures, files.finalSamples, files.samples(step: 12),
      files.reconstructions(step: 12),
    ] {
      #expect((try? FileFacts(of: path))?.size ?? 0 > 0, "\(path)")
    }
    let names = try Folder.names(in: files.folder)
    #expect(!names.contains { $0.hasSuffix(AsideFile.ending) })
  }

  @Test("a finished run says so, and how to train longer; --new keeps it aside")
  func again() throws {
    try train()
    let error = #expect(throws: PlanError.self) { try train() }
    #expect(error?.description.contains("--new and --steps 24") == true)
    let before = try playground.tensors()
    try train(startNew: true)
    #expect(try playground.tensors("run.1") == before)
  }

  @Test("a model that tells of more steps than can be counted is a finished one like any other")
  func beyondCounting() throws {
    try train()
    let model = try ModelFile.read(files.model)
    for steps in [Int.max, .min] {
      model.summary = ["finished": true, "steps": .integer(steps)]
      try ModelFile.write(model, to: files.model, replacing: true)
      let error = #expect(throws: PlanError.self) { try train() }
      #expect(error?.description.contains("is finished") == true)
    }
  }

  @Test("other options are refused by name, and nothing changes")
  func otherOptions() throws {
    try train()
    let before = try playground.tensors()
    var options = Playground.options
    options.learningRate = 0.01
    let error = #expect(throws: PlanError.self) { try train(options) }
    #expect(error?.description.contains("--learning-rate was 0.001, now 0.01") == true)
    #expect(error?.description.contains("finished") == true)
    #expect(error?.description.contains("to continue it") == false)
    #expect(try playground.tensors() == before)
  }

  @Test("a copy of a run without its hidden files goes on")
  func copied() throws {
    try stopAtOnce()
    try Folder.removeFile(Path.join(files.folder, FileLock.name))
    try train()
    #expect(FileFacts.exist(files.finalSamples))
  }

  @Test("a checkpoint that cannot be opened is no damaged one: it stays, and the run stops")
  func closedCheckpoint() throws {
    try train()
    // A link to itself stands for any refusal of the system, which lets the administrator read all.
    try Folder.removeFile(files.previousCheckpoint)
    try FileManager.default.moveItem(atPath: files.checkpoint, toPath: files.previousCheckpoint)
    try FileManager.default.createSymbolicLink(
      atPath: files.checkpoint, withDestinationPath: Path.name(files.checkpoint))
    try Folder.removeFile(files.model)
    let error = #expect(throws: FileError.self) { try train() }
    #expect(error?.description.contains("cannot open \(files.checkpoint)") == true)
    #expect(try FileFacts(of: files.checkpoint, followingLinks: false).kind == .link)
  }

  @Test("a run goes on with its folder under another name, and not with another folder")
  func otherNames() throws {
    try stopAtOnce()
    var run = try playground.run()
    run.paths = [playground.path]
    let error = #expect(throws: PlanError.self) { _ = try run.train(until: StopFlag()) { _ in } }
    #expect(error?.description.contains("the pictures came from") == true)
    run.paths = [Path.join(playground.path, "run/../pictures/")]
    _ = try run.train(until: StopFlag()) { _ in }
    #expect((try? FileFacts(of: files.finalSamples)) != nil)
  }

  /// A run that has its plan and no step yet.
  private func stopAtOnce() throws {
    let stop = StopFlag()
    _ = try playground.run().train(until: stop) { event in
      if case .planned = event { stop.raise() }
    }
  }

  @Test("a run whose pictures have changed is refused")
  func otherPictures() throws {
    try stopAtOnce()
    let name = try #require(try Folder.names(in: playground.pictures).first)
    try Folder.removeFile(Path.join(playground.pictures, name))
    let error = #expect(throws: PlanError.self) { try train() }
    #expect(error?.description.contains("60 then, 59 now") == true)
  }

  @Test("a checkpoint whose plan is gone is never taken for that of another run")
  func planGone() throws {
    try train()
    try Folder.removeFile(files.plan)
    var options = Playground.options
    options.length = .steps(24)
    #expect(throws: PlanError.missingPlan(path: files.plan)) { try train(options) }
    try train(options, startNew: true)
  }

  @Test("a dry run trains nothing")
  func dryRun() throws {
    let told = Told()
    let plan = try playground.run().dryRun { told.hear($0) }
    #expect(plan.goal == .steps(12))
    #expect(told.steps.isEmpty)
    #expect((try? FileFacts(of: files.plan)) == nil)
    #expect((try? FileFacts(of: files.checkpoint)) == nil)
  }

  @Test("a dry run of --new leaves the old run where it is")
  func dryRunOfNew() throws {
    try train()
    let before = try playground.tensors()
    let paths = try Folder.names(in: files.folder).map { Path.join(files.folder, $0) }
      .filter { !Folder.exists($0) && Path.name($0) != FileLock.name }
    let contents = try paths.map { try WholeFile.read($0) }
    try WholeFile.write(
      "no picture", to: Path.join(playground.pictures, "notes.txt"), replacing: false)
    var options = Playground.options
    (options.batch, options.size) = (4, TrainingSize(width: 32, height: 32))
    let told = Told()
    let plan = try playground.run(options: options, startNew: true).dryRun { told.hear($0) }
    #expect(plan.architecture.width == 32)
    let found = told.events.compactMap { if case .found(let found) = $0 { found } else { nil } }
    #expect(found.map(\.skipped.count) == [1] && found[0].skippedList == nil)
    #expect(try playground.tensors() == before)
    #expect(try paths.map { try WholeFile.read($0) } == contents)
    #expect(try Folder.names(in: playground.path) == ["pictures", "run"])
  }

  @Test("a new run shares the decoded pictures of the old one")
  func sharedPictures() throws {
    try train()
    let told = Told()
    _ = try playground.run(startNew: true).train(until: StopFlag()) { told.hear($0) }
    #expect(!told.events.contains { if case .reading = $0 { true } else { false } })
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
  }

  @Test("unreadable files are skipped, named and listed")
  func skipped() throws {
    let path = Path.join(playground.pictures, "notes.txt")
    try WholeFile.write("no picture", to: path, replacing: false)
    let told = Told()
    _ = try playground.run().dryRun { told.hear($0) }
    let found = told.events.compactMap { if case .found(let found) = $0 { found } else { nil } }
    #expect(found.first?.count == 60)
    #expect(found.first?.skipped.map(\.path) == [path])
    let list = String(decoding: try WholeFile.read(files.skipped), as: UTF8.self)
    #expect(list.contains("notes.txt"))
    _ = try playground.run().train(until: StopFlag()) { _ in }
    let log = String(decoding: try WholeFile.read(files.log), as: UTF8.self)
    #expect(log.contains("; 1 file skipped\n"))
  }

  @Test("a folder that cannot be written ends the run with its name, the last checkpoint whole")
  func unwritable() throws {
    let error = #expect(throws: FileError.self) {
      _ = try playground.run().train(until: StopFlag()) { event in
        // From the fifth step on, a file stands where the next samples should go.
        guard case .progress(let progress) = event, progress.step == 5 else { return }
        try FileManager.default.removeItem(atPath: files.samplesFolder)
        try WholeFile.write("in the way", to: files.samplesFolder, replacing: false)
      }
    }
    #expect(error?.description.contains("samples") == true)
    #expect(try !playground.tensors().isEmpty)
  }

  @Test("what cannot be trained is said before a picture is read or an old run is kept aside")
  func impossible() throws {
    try train()
    var options = Playground.options
    options.size = TrainingSize(width: 18, height: 16)
    let told = Told()
    #expect(throws: ArchitectureError.self) {
      _ = try playground.run(options: options, startNew: true).train(until: StopFlag()) {
        told.hear($0)
      }
    }
    #expect(told.events.isEmpty && !Folder.exists(files.folder + ".1"))
  }

  @Test("a new run that cannot begin leaves the old one in its place")
  func newInVain() throws {
    try train()
    let before = try playground.tensors()
    let names = try Folder.names(in: files.folder)
    let told = Told()
    var empty = try playground.run(startNew: true)
    empty.paths = [Path.join(playground.path, "empty")]
    try Folder.make(empty.paths[0])
    #expect(throws: PlanError.tooFewPictures(0)) {
      _ = try empty.train(until: StopFlag()) { told.hear($0) }
    }
    let little = try playground.run(startNew: true, memory: 1)
    #expect(throws: PlanError.self) { _ = try little.train(until: StopFlag()) { told.hear($0) } }
    var options = Playground.options
    options.size = TrainingSize(width: 32, height: 32)
    let stop = StopFlag()
    stop.raise()
    let stopped = try playground.run(options: options, startNew: true).train(until: stop) {
      told.hear($0)
    }
    guard case .interrupted(step: 0) = stopped else {
      Issue.record("not stopped while pictures are read")
      return
    }
    #expect(!told.events.contains { if case .movedAside = $0 { true } else { false } })
    #expect(try playground.tensors() == before)
    #expect(try Folder.names(in: files.folder) == names)
    #expect(try Folder.names(in: playground.path) == ["empty", "pictures", "run"])
  }

  @Test("more memory than there is is never asked for")
  func memory() throws {
    let plan = try playground.run().dryRun { _ in }
    let needed = plan.memory(threads: 2)
    #expect(needed < plan.memory(threads: 3))
    let little = try playground.run(memory: needed - 1)
    #expect(throws: PlanError.tooLittleMemory(needed: needed, there: needed - 1)) {
      _ = try little.train(until: StopFlag()) { _ in }
    }
    #expect(throws: PlanError.tooLittleMemory(needed: needed, there: needed - 1)) {
      _ = try little.dryRun { _ in }
    }
    guard case .finished = try playground.run(memory: needed).train(until: StopFlag(), { _ in })
    else {
      Issue.record("not trained")
      return
    }
  }

  @Test("runs that stand among the pictures are no pictures")
  func amongPictures() throws {
    let among = Path.join("pictures", "run")
    for startNew in [false, true] {
      let told = Told()
      _ = try playground.run(among, startNew: startNew).train(until: StopFlag()) { told.hear($0) }
      let found = told.events.compactMap { if case .found(let found) = $0 { found } else { nil } }
      #expect(found.map(\.count) == [60] && found.first?.skipped.isEmpty == true)
    }
    let plan = try playground.run("other").dryRun { _ in }
    #expect(plan.found.training + plan.found.heldOut == 60)
    let itself = try playground.run("pictures")
    #expect(throws: PlanError.runAmongPictures(playground.pictures)) {
      try itself.train(until: StopFlag()) { _ in }
    }
    #expect(!FileFacts.exist(Path.join(playground.pictures, "log.txt")))
  }

  @Test("few pictures are spoken of once")
  func notices() throws {
    let told = Told()
    _ = try playground.run().train(until: StopFlag()) { told.hear($0) }
    #expect(told.notices.filter { $0 == .tooFewPictures }.count == 1)
  }
}
