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

  @Test("pictures sort by their step")
  func names() {
    let files = RunFiles(folder: "run")
    #expect(files.samples(step: 120) == "run/samples/step-0000120.png")
    #expect(files.reconstructions(step: 12_345_678) == "run/reconstructions/step-12345678.png")
  }
}
