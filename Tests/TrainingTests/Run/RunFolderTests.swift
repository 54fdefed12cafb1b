import Files
import Testing
import Training

@Suite("A run folder")
struct RunFolderTests {
  @Test("is made, and refused to a second holder while it is held")
  func held() throws {
    let place = try Playground(pictures: 0)
    let path = Path.join(place.path, "a/run")
    do {
      let folder = try RunFolder(path, startNew: false)
      #expect(folder.movedAside == nil)
      #expect(throws: FileError.self) { _ = try RunFolder(path, startNew: false).path }
      #expect(throws: FileError.self) { _ = try RunFolder(path, startNew: true).path }
      #expect(folder.path == path)
    }
    #expect(try RunFolder(path, startNew: false).path == path)
  }

  @Test("a new run moves the old one aside and deletes nothing")
  func aside() throws {
    let place = try Playground(pictures: 0)
    let path = Path.join(place.path, "run")
    for number in 1...3 {
      let folder = try RunFolder(path, startNew: true)
      #expect(folder.movedAside == (number == 1 ? nil : "\(path).\(number - 1)"))
      try WholeFile.write("run \(number)", to: folder.files.log, replacing: false)
    }
    for (name, text) in [("run.1", "run 1"), ("run.2", "run 2"), ("run", "run 3")] {
      let bytes = try WholeFile.read(Path.join(Path.join(place.path, name), "log.txt"))
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
  }

  @Test("a run named with slashes behind it is moved aside by its name")
  func slashes() throws {
    let place = try Playground(pictures: 0)
    let path = Path.join(place.path, "run")
    let log = try RunFolder(path + "//", startNew: false).files.log
    try WholeFile.write("a run", to: log, replacing: false)
    #expect(try RunFolder(path + "//", startNew: true).movedAside == "\(path).1")
    #expect(try FileFacts.exist("\(path).1/log.txt"))
  }

  @Test("a folder of other files is refused, and nothing in it changes", arguments: [false, true])
  func otherFiles(startNew: Bool) throws {
    let place = try Playground(pictures: 1)
    let model = RunFiles(folder: place.pictures).model
    try WholeFile.write("somebody's", to: model, replacing: false)
    let names = try Folder.names(in: place.pictures)
    #expect(throws: PlanError.holdsOtherFiles(place.pictures)) {
      _ = try RunFolder(place.pictures, startNew: startNew).path
    }
    #expect(try Folder.names(in: place.pictures) == names)
    #expect(try Folder.names(in: place.path) == ["pictures"])
  }

  @Test("an empty folder is taken, and one where a run was just begun")
  func begun() throws {
    let place = try Playground(pictures: 0)
    #expect(try RunFolder(place.pictures, startNew: false).path == place.pictures)
    try WholeFile.write("", to: RunFiles(folder: place.pictures).log, replacing: false)
    #expect(try RunFolder(place.pictures, startNew: false).path == place.pictures)
  }

  @Test("what another process has half written stays while that process has the folder")
  func leftovers() throws {
    let place = try Playground(pictures: 0)
    let folder = try RunFolder(Path.join(place.path, "run"), startNew: false)
    // No process has that number.
    let half = Path.join(folder.path, "x.\(Int32.max).\(AtomicFile.Leftover.removed.ending)")
    try WholeFile.write("", to: half, replacing: false)
    #expect(throws: FileError.self) { _ = try RunFolder(folder.path, startNew: false).path }
    #expect(try FileFacts.exist(half))
  }

  @Test("pictures sort by their step")
  func names() {
    let files = RunFiles(folder: "run")
    #expect(files.samples(step: 120) == "run/samples/step-0000120.png")
    #expect(files.reconstructions(step: 12_345_678) == "run/reconstructions/step-12345678.png")
  }
}
