import Files
import Foundation
import Testing

/// A small file system in memory, mounted for as long as its owner lives. Only root may mount.
final class SmallDisk {
  let path: String

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    try Folder.make(path)
    guard try SmallDisk.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
    else { throw NotAllowed() }
  }

  struct NotAllowed: Error {}

  func grow(to kilobytes: Int) throws {
    try #require(try SmallDisk.run("mount", ["-o", "remount,size=\(kilobytes)k", path]))
  }

  /// From now on nothing can be written there.
  func seal() throws {
    try #require(try SmallDisk.run("mount", ["-o", "remount,ro", path]))
  }

  deinit { _ = try? SmallDisk.run("umount", [path]) }

  private static func run(_ program: String, _ words: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + words
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
