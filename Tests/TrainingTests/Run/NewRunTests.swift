import Files
import Testing
import Training

@Suite("What becomes of the run that is there when a new one is asked for")
struct NewRunTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  @Test("a dry run of --new leaves the old run where it is")
  func dryRunOfNew() throws {
    try playground.train()
    let before = try playground.tensors()
    let paths = try Folder.names(in: playground.files.folder).map {
      Path.join(playground.files.folder, $0)
    }
    .filter { try !Folder.exists($0) && Path.name($0) != FileLock.name }
    let contents = try paths.map { try WholeFile.read($0) }
    try WholeFile.write(
      "no picture", to: Path.join(playground.pictures, "notes.txt"), replacing: false)
    var options = Playground.options
    (options.batch, options.size) = (4, TrainingSize(width: 32, height: 32))
    let told = Told()
    let plan = try playground.run(options: options, startNew: true).dryRun { told.hear($0) }
    #expect(plan.architecture.width == 32)
    let found = told.found
    #expect(found.map(\.skipped.count) == [1] && found[0].skippedList == nil)
    #expect(try playground.tensors() == before)
    #expect(try paths.map { try WholeFile.read($0) } == contents)
    #expect(try Folder.names(in: playground.path) == ["pictures", "run"])
  }

  @Test("a new run shares the decoded pictures of the old one")
  func sharedPictures() throws {
    try playground.train()
    let told = Told()
    _ = try playground.run(startNew: true).train(until: StopFlag()) { told.hear($0) }
    #expect(!told.events.contains { if case .reading = $0 { true } else { false } })
  }

  @Test("a new run that cannot begin leaves the old one in its place")
  func newInVain() throws {
    try playground.train()
    let before = try playground.tensors()
    let names = try Folder.names(in: playground.files.folder)
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
    #expect(try Folder.names(in: playground.files.folder) == names)
    #expect(try Folder.names(in: playground.path) == ["empty", "pictures", "run"])
  }
}
