import Files
import Testing
import Training

@Suite("Which files a run takes for pictures, and what it says of them")
struct DatasetReportTests {
  private let playground: Playground

  init() throws { playground = try Playground() }

  @Test("unreadable files are skipped, named and listed")
  func skipped() throws {
    let path = Path.join(playground.pictures, "notes.txt")
    try WholeFile.write("no picture", to: path, replacing: false)
    let told = Told()
    _ = try playground.run().dryRun { told.hear($0) }
    let found = told.found
    #expect(found.first?.facts.count == 60)
    #expect(found.first?.skipped.map(\.path) == [path])
    _ = try playground.run().train(until: StopFlag()) { _ in }
    let list = String(decoding: try WholeFile.read(playground.files.skipped), as: UTF8.self)
    #expect(list.contains("notes.txt"))
    let log = String(decoding: try WholeFile.read(playground.files.log), as: UTF8.self)
    #expect(log.contains("; 1 file skipped\n"))
  }

  @Test("runs that stand among the pictures are no pictures")
  func amongPictures() throws {
    let among = Path.join("pictures", "run")
    for startNew in [false, true] {
      let told = Told()
      _ = try playground.run(among, startNew: startNew).train(until: StopFlag()) { told.hear($0) }
      let found = told.found
      #expect(found.map(\.facts.count) == [60] && found.first?.skipped.isEmpty == true)
    }
    let plan = try playground.run("other").dryRun { _ in }
    #expect(plan.found.count == 60)
    let itself = try playground.run("pictures")
    #expect(throws: PlanError.runAmongPictures(playground.pictures)) {
      try itself.train(until: StopFlag()) { _ in }
    }
    #expect(try !FileFacts.exist(Path.join(playground.pictures, "log.txt")))
  }

  @Test("few pictures are spoken of once")
  func notices() throws {
    let told = Told()
    _ = try playground.run().train(until: StopFlag()) { told.hear($0) }
    #expect(told.notices.filter { $0 == .tooFewPictures }.count == 1)
  }
}
