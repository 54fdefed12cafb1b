import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads

@Suite("Decoding that was interrupted goes on where it was")
struct ResumingTests {
  private let folder: TemporaryFolder
  private static let count = 200
  private static let preparation = PicturePreparation(width: 8, height: 8)

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<Self.count { try put(testPicture(number), folder("set/\(number).png")) }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder("set/notes.txt")))
  }

  private struct Stop: Error {}

  /// Opens the cache `name`; returns how many files had to be decoded. Stops after so many.
  @discardableResult
  private func open(_ name: String = "cache", stoppingAfter last: Int = .max) throws -> Int {
    var decoded = 0
    _ = try PictureCache(
      folder(name), sources: [folder("set")], Self.preparation, team: Team(threads: 2)
    ) { done, _ in
      decoded = done
      if done == last { throw Stop() }
    }
    return decoded
  }

  /// What lies beside the cache.
  private var unfinished: [String] { folder.names.filter(AtomicFile.hasTemporaryName) }

  private func expectAsIfNeverStopped() throws {
    try open("alone")
    #expect(try WholeFile.read(folder("cache")) == WholeFile.read(folder("alone")))
    #expect(unfinished.isEmpty)
  }

  /// Each time within the first sixteen, which are decoded together.
  @Test("a caller that stops loses none of it, however often")
  func stopped() throws {
    for stop in [1, 5, 3] {
      #expect(throws: Stop.self) { try open(stoppingAfter: stop) }
      #expect(unfinished.count == 1)
    }
    #expect(try open() <= Self.count + 1 - 48)
    try expectAsIfNeverStopped()
  }

  @Test("a kill loses at most what threads were at work on")
  func killed() async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      _ = try PictureCache(
        path + "/cache", sources: [path + "/set"], PicturePreparation(width: 8, height: 8),
        team: Team(threads: 2)
      ) { done, _ in
        if done == 100 { kill(getpid(), SIGKILL) }
      }
    }
    #expect(try unfinished.count == 1 && !FileFacts.exist(folder("cache")))
    #expect(try open() <= Self.count + 1 - 100)
    try expectAsIfNeverStopped()
  }

  @Test("what changed meanwhile is decoded again")
  func changed() throws {
    #expect(throws: Stop.self) { try open(stoppingAfter: 100) }
    try Folder.removeFile(folder("set/0.png"))
    try put(testPicture(77), folder("set/1.png"))
    try put(testPicture(78), folder("set/00.png"))
    #expect(try open() <= Self.count + 1 - 98)
    try expectAsIfNeverStopped()
  }

  @Test("what another preparation left is not taken")
  func otherPreparation() throws {
    #expect(throws: Stop.self) { try open(stoppingAfter: 100) }
    let other = PicturePreparation(width: 8, height: 8, fit: .stretch)
    var decoded = 0
    _ = try PictureCache(
      folder("cache"), sources: [folder("set")], other, team: Team(threads: 2)
    ) { done, _ in decoded = done }
    #expect(decoded == Self.count + 1 && unfinished.isEmpty)
  }

  /// Flipped bits, cut ends and zeros, as a power cut or a failing disk leaves them.
  @Test("damage is found, and what it touches decoded again")
  func damaged() throws {
    #expect(throws: Stop.self) { try open(stoppingAfter: 100) }
    let name = unfinished[0]
    let whole = try WholeFile.read(folder(name))
    var random = RepeatableNumbers(seed: 1)
    for number in 0..<150 {
      var bytes = whole
      switch number % 3 {
      case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << (number % 8)
      case 1: bytes.removeLast(Int.random(in: bytes.indices, using: &random))
      default:
        let start = Int.random(in: bytes.indices, using: &random)
        for i in start..<min(start + 3000, bytes.count) { bytes[i] = 0 }
      }
      try? Folder.removeFile(folder("cache"))
      try Data(bytes).write(to: URL(fileURLWithPath: folder(name)))
      try open()
      if number == 0 { try open("alone") }
      #expect(try WholeFile.read(folder("cache")) == WholeFile.read(folder("alone")), "\(number)")
      #expect(unfinished.isEmpty)
    }
  }

  @Test("a cache that was whole but had not got its name yet is taken as it is")
  func unpublished() throws {
    try open("alone")
    let name = "cache.00ff00ff00ff00ff.\(AtomicFile.Leftover.resumed.ending)"
    let bytes = try WholeFile.read(folder("alone"))
    try Data(bytes).write(to: URL(fileURLWithPath: folder(name)))
    #expect(try open() == 0)
    try expectAsIfNeverStopped()
  }

  @Test("a cache that is not kept leaves nothing")
  func notKept() throws {
    try Folder.make(folder("scratch"))
    #expect(throws: Stop.self) {
      _ = try PictureCache(
        folder("cache"), sources: [folder("set")], Self.preparation, team: Team(threads: 2),
        scratch: folder("scratch")
      ) { _, _ in throw Stop() }
    }
    #expect(folder.names == ["scratch", "set"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("scratch")).isEmpty)
  }
}
