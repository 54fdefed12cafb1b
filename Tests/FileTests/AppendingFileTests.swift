import Files
import Foundation
import TestSupport
import Testing

@Suite("A file of lines grows by whole lines")
struct AppendingFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text() throws -> String {
    String(decoding: try WholeFile.read(folder("log")), as: UTF8.self)
  }

  @Test func linesAreAdded() throws {
    var file = try AppendingFile(folder("log"))
    try file.append("eins")
    try file.append("größer")
    #expect(try text() == "eins\ngrößer\n")
    var again = try AppendingFile(folder("log"))
    try again.append("drei")
    #expect(try text() == "eins\ngrößer\ndrei\n")
  }

  @Test func onlyWantedAndWholeLinesAreKept() throws {
    try WholeFile.write("1\n2\n\n3\n2 cut o", to: folder("log"), replacing: false)
    var file = try AppendingFile(folder("log"), keep: { $0 != "3" })
    #expect(try text() == "1\n2\n\n")
    try file.append("4")
    #expect(try text() == "1\n2\n\n4\n")
  }

  @Test func aLinkIsNotFollowed() throws {
    try WholeFile.write("victim\n", to: folder("victim"), replacing: false)
    for target in ["victim", "nothing"] {
      try? FileManager.default.removeItem(atPath: folder("log"))
      try FileManager.default.createSymbolicLink(
        atPath: folder("log"), withDestinationPath: folder(target))
      let error = #expect(throws: FileError.link(path: folder("log"))) {
        _ = try AppendingFile(folder("log"))
      }
      #expect(error?.description.contains(folder("log")) == true)
    }
    #expect(folder.names == ["log", "victim"])
    #expect(try WholeFile.read(folder("victim")) == Array("victim\n".utf8))
  }

  @Test func aPipeIsNoLog() throws {
    #expect(unsafe mkfifo(folder("log"), 0o600) == 0)
    #expect(throws: FileError.notAFile(path: folder("log"))) {
      _ = try AppendingFile(folder("log"))
    }
  }

  @Test("a new file's name is on the disk before its first line is")
  func nameIsFlushed() throws {
    let watch = FileWatch(below: folder.path)
    try watch.during {
      var file = try AppendingFile(folder("log"))
      try file.append("line")
    }
    let flushed = watch.events.flushedPaths
    #expect(flushed == [folder.path, folder("log")])
  }
}
