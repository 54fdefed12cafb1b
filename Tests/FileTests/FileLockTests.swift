import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("One process works in a folder at a time")
struct FileLockTests {
  /// As a child has one that is just being started.
  @Test func aCopyOfItsDescriptorDoesNotKeepIt() throws {
    let folder = try TemporaryFolder()
    var copies: [Int32] = []
    do {
      let lock = try FileLock(folder: folder.path)
      for descriptor in 3..<Int32(256) {
        let link = "/proc/self/fd/\(descriptor)"
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        if target == folder(FileLock.name) { copies.append(dup(descriptor)) }
      }
      _ = consume lock
    }
    #expect(!copies.isEmpty || !FileManager.default.fileExists(atPath: "/proc/self/fd"))
    _ = try FileLock(folder: folder.path)
    for copy in copies { close(copy) }
  }

  @Test("its name is on the disk before any other can be")
  func nameIsFlushed() throws {
    let folder = try TemporaryFolder()
    let watch = FileWatch(below: folder.path)
    try watch.during { _ = try FileLock(folder: folder.path) }
    #expect(watch.events.flushedPaths == [folder.path])
  }

  @Test func theSecondIsRefusedUntilTheFirstEnds() throws {
    let folder = try TemporaryFolder()
    do {
      let lock = try FileLock(folder: folder.path)
      let error = #expect(throws: FileError.locked(folder: folder.path, holder: Int(getpid()))) {
        _ = try FileLock(folder: folder.path)
      }
      #expect(
        error?.description.contains("(process \(getpid())) is working in \(folder.path)") == true)
      _ = consume lock
    }
    _ = try FileLock(folder: folder.path)
  }

  @Test func theLockDiesWithItsProcess() throws {
    let folder = try TemporaryFolder()
    // The shell holds the lock while it sleeps, and is then killed as hard as can be.
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "exec 9>\"$1\"; flock 9; echo held; exec sleep 60", "sh", folder(FileLock.name),
    ]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    guard output.fileHandleForReading.availableData.count > 0 else { return }
    #expect(throws: FileError.self) { _ = try FileLock(folder: folder.path) }
    kill(shell.processIdentifier, SIGKILL)
    shell.waitUntilExit()
    _ = try FileLock(folder: folder.path)
  }

  @Test func aLinkIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    try WholeFile.write("victim", to: folder("victim"), replacing: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder(FileLock.name), withDestinationPath: folder("victim"))
    #expect(throws: FileError.link(path: folder(FileLock.name))) {
      _ = try FileLock(folder: folder.path)
    }
    #expect(try WholeFile.read(folder("victim")) == Array("victim".utf8))
  }

  /// Another process opens the lock's file; then the folder is renamed by whoever had the lock, or the
  /// file removed; then the other locks what it opened.
  @Test("a lock counts only if its name still leads to it", arguments: [true, false])
  func race(renamed: Bool) throws {
    let folder = try TemporaryFolder()
    let run = folder("run")
    try Folder.make(run)
    let first = Mutex(true)
    let watch = FileWatch(below: run) { _, operation in
      guard case .lock = operation,
        first.withLock({ first in
          defer { first = false }
          return first
        })
      else { return nil }
      if renamed {
        unsafe rename(run, run + ".1")
        unsafe mkdir(run, 0o777)
      } else {
        unsafe unlink(Path.join(run, FileLock.name))
      }
      return nil
    }
    let lock = try watch.during { () throws(FileError) in try FileLock(folder: run) }
    // Whoever comes now finds it taken.
    #expect(throws: FileError.locked(folder: run, holder: Int(getpid()))) {
      _ = try FileLock(folder: run)
    }
    _ = consume lock
  }
}
