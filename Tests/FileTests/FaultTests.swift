import Files
import Foundation
import Synchronization
import TestSupport
import Testing

/// Something that the program writes: what was there before, and what is there afterwards.
enum Writing: String, Codable, CaseIterable, Sendable {
  case replacing, new, tensors, checkpoint, log, lock, folders, backup

  static let entries = [Safetensors.Entry("a", shape: [3000]), Safetensors.Entry("b", shape: [2])]

  static func tensors(_ number: Float, to path: String, replacing: Bool) throws(FileError) {
    var writer = try SafetensorsWriter(path, metadata: [("kind", "test")], entries: entries)
    try writer.append([Float](repeating: number, count: 3000).span)
    try writer.append([number, -number].span)
    try writer.finish(replacing: replacing)
  }

  /// Makes the state before in an empty folder.
  func prepare(_ folder: String) throws {
    switch self {
    case .replacing: try WholeFile.write("old", to: folder + "/a", replacing: false)
    case .tensors: try Self.tensors(1, to: folder + "/a", replacing: false)
    case .checkpoint:
      try Self.tensors(0, to: folder + "/previous", replacing: false)
      try Self.tensors(1, to: folder + "/a", replacing: false)
    case .log:
      try WholeFile.write("one\ntwo\n", to: folder + "/a", replacing: false)
    case .backup:
      try Folder.make(folder + "/run")
      try WholeFile.write("old", to: folder + "/run/a", replacing: false)
    case .new, .lock, .folders: break
    }
  }

  func perform(_ folder: String) throws(FileError) {
    switch self {
    case .replacing:
      try WholeFile.write(String(repeating: "new", count: 9000), to: folder + "/a", replacing: true)
    case .new: try WholeFile.write("new", to: folder + "/a", replacing: false)
    case .tensors: try Self.tensors(2, to: folder + "/a", replacing: true)
    case .checkpoint:
      try Folder.hardLink(folder + "/a", as: folder + "/previous")
      try Self.tensors(2, to: folder + "/a", replacing: true)
    case .log:
      var file = try AppendingFile(folder + "/a")
      try file.append("three")
      try file.append("four")
    case .lock: _ = try FileLock(folder: folder)
    case .folders:
      try Folder.make(folder + "/x/y/z")
      try WholeFile.write("new", to: folder + "/x/y/z/a", replacing: false)
    case .backup:
      let backup = try Folder.backUp(folder + "/run")
      try Folder.make(folder + "/run")
      try WholeFile.write("new", to: folder + "/run/a", replacing: false)
      try Folder.removeFile(folder + "/run/a")
      try Folder.restore(backup, to: folder + "/run")
    }
  }

  /// Whether the folder holds the state before, the one after, or where there is one between, that;
  /// `isDone` where it must be the one after.
  func isRight(_ folder: String, isDone: Bool) -> Bool {
    func text(_ name: String) -> String? {
      (try? WholeFile.read(folder + "/" + name)).map { String(decoding: $0, as: UTF8.self) }
    }
    switch self {
    case .replacing:
      let new = String(repeating: "new", count: 9000)
      return text("a") == new || !isDone && text("a") == "old"
    case .new: return text("a") == "new" || !isDone && text("a") == nil
    case .tensors:
      let number = Self.number(folder + "/a")
      return number == 2 || !isDone && number == 1
    case .checkpoint:
      let (last, previous) = (Self.number(folder + "/a"), Self.number(folder + "/previous"))
      // Of two names of one file the older file's may be gone, and never both files.
      return isDone
        ? last == 2 && previous == 1 : last == 2 || last == 1 && (previous ?? 0) < 2
    case .log:
      let all = "one\ntwo\nthree\nfour\n"
      let log = text("a") ?? ""
      // A last line that was cut off goes when the log is opened again.
      guard let end = log.lastIndex(of: "\n") else { return false }
      let lines = String(log[...end])
      return isDone ? lines == all : lines.hasPrefix("one\ntwo\n") && all.hasPrefix(lines)
    case .lock: return true
    case .folders: return text("x/y/z/a") == "new" || !isDone && text("x/y/z/a") == nil
    case .backup:
      return text("run/a") == "old"
        || !isDone && (text("run.1/a") == "old" && (text("run/a") ?? "new") == "new")
    }
  }

  /// What the tensors are full of, if all of them are whole.
  private static func number(_ path: String) -> Float? {
    guard let file = try? SafetensorsFile(path), file.entries == entries else { return nil }
    var (a, b) = ([Float](repeating: 0, count: 3000), [Float](repeating: 0, count: 2))
    var spanA = a.mutableSpan
    guard (try? file.read("a", into: &spanA)) != nil else { return nil }
    var spanB = b.mutableSpan
    guard (try? file.read("b", into: &spanB)) != nil else { return nil }
    return Set(a) == [b[0]] && b[1] == -b[0] ? b[0] : nil
  }
}

@Suite("Every call on a file fails in turn")
struct FaultTests {
  /// How many calls there are if none fails.
  private static func calls(_ writing: Writing) throws -> Int {
    let folder = try TemporaryFolder()
    try writing.prepare(folder.path)
    let watch = FileWatch(below: folder.path)
    try watch.during { () throws(FileError) in try writing.perform(folder.path) }
    #expect(writing.isRight(folder.path, isDone: true))
    return watch.events.count
  }

  @Test(
    "an error that names the file, nothing half-written, the file before whole",
    arguments: Writing.allCases, [EIO, ENOSPC, EROFS])
  func failing(_ writing: Writing, code: Int32) throws {
    for call in 0..<(try Self.calls(writing)) {
      let folder = try TemporaryFolder()
      try writing.prepare(folder.path)
      let failed = Mutex("")
      let watch = FileWatch(below: folder.path) { number, operation in
        guard number == call else { return nil }
        failed.withLock { $0 = "\(operation)" }
        return .fails(code)
      }
      var failure: FileError?
      do throws(FileError) {
        try watch.during { () throws(FileError) in try writing.perform(folder.path) }
      } catch { failure = error }
      let what: Comment = "call \(call): \(failed.withLock { $0 }.prefix(100))"
      if let failure { #expect(failure.description.contains(folder.path), what) }
      #expect(writing.isRight(folder.path, isDone: failure == nil), what)
      // A file whose removal is what failed stays, of course.
      if failed.withLock({ !$0.hasPrefix("remove(") }) {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        #expect(!names.contains(where: AtomicFile.hasTemporaryName), what)
      }
    }
  }

  @Test(
    "a write that falls short and a call that is interrupted are gone on with",
    arguments: Writing.allCases)
  func goingOn(_ writing: Writing) throws {
    for call in 0..<(try Self.calls(writing)) {
      for fault in [FileWatch.Fault.fallsShort, .fails(EINTR)] {
        let folder = try TemporaryFolder()
        try writing.prepare(folder.path)
        let watch = FileWatch(below: folder.path) { number, _ in number == call ? fault : nil }
        try watch.during { () throws(FileError) in try writing.perform(folder.path) }
        #expect(writing.isRight(folder.path, isDone: true), "call \(call)")
      }
    }
  }

  @Test("the calls of another folder are not counted, nor is anything once it is over")
  func bounds() throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let watch = FileWatch(below: folder.path) { _, _ in .fails(EIO) }
    try watch.during { try WholeFile.write("x", to: other("a"), replacing: false) }
    try WholeFile.write("x", to: folder("a"), replacing: false)
    #expect(watch.events.isEmpty)
  }
}

@Suite("The power fails after every call in turn")
struct PowerCutTests {
  /// What was not flushed is lost, in forty subsets each time.
  @Test(arguments: Writing.allCases)
  func everyCut(_ writing: Writing) throws {
    let folder = try TemporaryFolder()
    try writing.prepare(folder.path)
    let before = try PowerCut.snapshot(of: folder.path)
    let watch = FileWatch(below: folder.path)
    try watch.during { () throws(FileError) in try writing.perform(folder.path) }
    let power = PowerCut(of: folder.path, before: before, watch.events)
    var random = RepeatableNumbers(seed: 1)
    for cut in 0...power.count {
      for subset in 0..<40 {
        let left = try TemporaryFolder(inMemory: true)
        try power.restore(after: cut, to: left.path, &random)
        #expect(
          writing.isRight(left.path, isDone: cut == power.count),
          "after \(cut) of \(power.count) calls, subset \(subset)")
      }
    }
  }

  /// The model itself: what a program that does not flush can lose.
  @Test func whatIsNotFlushedIsLost() throws {
    let folder = try TemporaryFolder()
    let path = folder("a")
    let watch = FileWatch(below: folder.path)
    try watch.during { try WholeFile.write("new", to: path, replacing: false) }
    let events = watch.events.filter { if case .flush = $0.operation { false } else { true } }
    let power = PowerCut(of: folder.path, before: [:], events)
    var random = RepeatableNumbers(seed: 1)
    var outcomes = Set<[UInt8]?>()
    for _ in 0..<40 {
      let left = try TemporaryFolder()
      try power.restore(after: power.count, to: left.path, &random)
      outcomes.insert(try? WholeFile.read(left("a")))
    }
    #expect(outcomes == [nil, [], Array("new".utf8)])
  }
}
