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
