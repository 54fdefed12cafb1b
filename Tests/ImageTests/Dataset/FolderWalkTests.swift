import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("A folder walk finds every file once, in a stable order")
struct FolderWalkTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a/2.png", "a/10.png", "a/sub/x.png", "größe/b.png", "a/.hidden.png", ".git/c"] {
      try Folder.make(folder(Path.parent(name)))
      try Data().write(to: URL(fileURLWithPath: folder(name)))
    }
  }

  private func names(_ paths: [String]) throws -> [String] {
    try FolderWalk(paths).files.map { String($0.path.dropFirst(folder.path.utf8.count + 1)) }
  }

  @Test func everyFileInTheOrderOfBytes() throws {
    let all = ["a/10.png", "a/2.png", "a/sub/x.png", "größe/b.png"]
    #expect(try names([folder.path]) == all)
    #expect(try names([folder("größe"), folder("a"), folder("a/"), folder("a/2.png")]) == all)
  }

  @Test func linksAreFollowedOnce() throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder("a/sub/loop"), withDestinationPath: folder("a"))
    try manager.createSymbolicLink(
      atPath: folder("größe/file.png"), withDestinationPath: folder("a/2.png"))
    try manager.createSymbolicLink(
      atPath: folder("größe/nowhere"), withDestinationPath: folder("none"))
    #expect(
      try names([folder.path])
        == ["a/10.png", "a/2.png", "a/sub/x.png", "größe/b.png", "größe/file.png"])
    #expect(try FolderWalk([folder.path]).skipped.map(\.path) == [folder("größe/nowhere")])
  }

  @Test func whatIsNotThereIsAnError() {
    #expect(throws: FileError.self) { try FolderWalk([folder.path, folder("none")]) }
  }

  @Test func pipesAreSkipped() throws {
    let made = unsafe mkfifo(folder("a/pipe"), 0o600)
    #expect(made == 0)
    #expect(try FolderWalk([folder.path]).skipped.map(\.path) == [folder("a/pipe")])
  }

  private func put(_ names: String...) throws {
    for name in names {
      try Folder.make(folder(Path.parent(name)))
      try Data().write(to: URL(fileURLWithPath: folder(name)))
    }
  }

  @Test func runsAreLeftOutAlsoCopiesOfThem() throws {
    try put("a/run/\(FileLock.name)", "a/run/losses.png")
    try put("a/copy/plan.json", "a/copy/model.safetensors", "a/copy/samples/step-0000001.png")
    try put("a/begun/plan.json", "a/begun/checkpoint.safetensors", "a/begun/losses.png")
    try put("a/trip/plan.json", "a/trip/y.png")
    #expect(
      try names([folder("a")])
        == ["a/10.png", "a/2.png", "a/sub/x.png", "a/trip/plan.json", "a/trip/y.png"])
  }

  @Test("a folder that may be a run's is left out with its reason where that cannot be told")
  func unknownRuns() throws {
    try put("a/run/\(FileLock.name)", "a/run/losses.png")
    // The first look is at the folder, the second at the file that marks it.
    let watch = FileWatch(below: folder("a/run")) { number, _ in
      number == 1 ? .fails(EACCES) : nil
    }
    let walk = try watch.during { () throws(FileError) in try FolderWalk([folder.path]) }
    #expect(walk.skipped.map(\.path) == [folder("a/run")])
    #expect(walk.files.count == 4)
  }

  @Test func whatIsHalfWrittenIsNoPicture() throws {
    try put(
      "a/3.png.77.\(AtomicFile.Leftover.removed.ending)", "a/\(AtomicFile.Leftover.removed.ending)")
    #expect(
      try names([folder("a")])
        == ["a/10.png", "a/2.png", "a/sub/x.png", "a/\(AtomicFile.Leftover.removed.ending)"])
  }

  #if os(Linux)
    @Test func namesAreToldApartByTheirBytes() throws {
      try put("u/\u{FC}.png", "u/u\u{308}.png")
      let files = try FolderWalk([folder("u"), folder("u/\u{FC}.png")]).files
      #expect(files.map { Path.name($0.path).utf8.count } == [7, 6])
    }
  #endif

  /// The superuser may list any folder.
  @Test(.enabled(if: geteuid() != 0))
  func closedFoldersAreReported() throws {
    unsafe chmod(folder("a/sub"), 0)
    defer { unsafe chmod(folder("a/sub"), 0o700) }
    let walk = try FolderWalk([folder.path])
    #expect(walk.files.count == 3)
    #expect(walk.skipped.map(\.path) == [folder("a/sub")])
  }
}
