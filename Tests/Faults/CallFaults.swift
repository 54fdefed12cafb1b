import Commands
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

/// Every call on a file fails in turn, for whole commands.
@Suite("Every call of a whole command fails in turn", .serialized)
struct CallFaults {
  private static let codes = [EIO, ENOSPC, EACCES]

  /// What `body` did when call `number` failed: the call, and the error if it threw one.
  private static func fail(
    _ number: Int, _ code: Int32, below folder: String, _ body: () throws -> Void
  ) -> (call: String, error: (any Error)?) {
    let failed = Mutex("none")
    let watch = FileWatch(below: folder) { place, operation in
      guard place == number else { return nil }
      failed.withLock { $0 = "\(operation)" }
      return .fails(code)
    }
    do {
      try watch.during(body)
      return (failed.withLock { $0 }, nil)
    } catch {
      return (failed.withLock { $0 }, error)
    }
  }

  /// How many calls there are if none fails.
  private static func calls(below folder: String, _ body: () throws -> Void) throws -> Int {
    let watch = FileWatch(below: folder)
    try watch.during(body)
    return watch.events.count
  }

  /// What is wrong with an error of a call below `folder`; nothing where it is right.
  private static func faults(of error: any Error, below folder: String) -> [String] {
    let sentence = Failure.sentence(of: error)
    var faults: [String] = []
    if !sentence.contains(folder) { faults.append("names no file: \(sentence)") }
    if Failure.code(of: error) != .inputOutput { faults.append("other code: \(sentence)") }
    return faults
  }

  // MARK: - train

  @Test(
    "train ends with an error that names the file, or goes on; then it ends in the same weights",
    arguments: ["new", "half"])
  func train(_ state: String) throws {
    let tiny = try TinyTraining.shared.get()
    func begin() throws -> TemporaryFolder {
      state == "new" ? try TemporaryFolder() : try tiny.half.copy()
    }
    let unharmed = try begin()
    let count = try Self.calls(below: unharmed.path) { try tiny.train(in: unharmed) }
    var outcomes: [String: Int] = [:]
    let step = Attack.trials(11, long: 1)
    for call in stride(from: Int(Attack.seed) % step, to: count, by: step) {
      let code = Self.codes[call / step % Self.codes.count]
      let folder = try begin()
      let failed = Self.fail(call, code, below: folder.path) { try tiny.train(in: folder) }
      let what: Comment = "call \(call) of \(count), errno \(code): \(failed.call.prefix(120))"
      if let error = failed.error {
        #expect(Self.faults(of: error, below: folder.path) == [], what)
        outcomes["error", default: 0] += 1
      } else {
        outcomes["went on", default: 0] += 1
      }
      if !failed.call.hasPrefix("remove(") {
        #expect(try halfWritten(below: folder.path) == [], what)
      }
      #expect(tiny.faults(goingOnIn: folder) == [], what)
    }
    Attack.report(
      "failing calls: train, \(state)", ["calls": .integer(count), "outcomes": .counts(outcomes)])
  }

  // MARK: - sample, encode

  @Test(
    "sample and encode end with an error that names the file, and nothing half-written",
    arguments: [
      ["sample", "-n", "3", "OUT/a.png"], ["sample", "-n", "2", "--each", "OUT/each"],
      ["encode", "PICTURES", "-o", "OUT/a.npy"],
    ])
  func use(_ words: [String]) throws {
    let tiny = try TinyTraining.shared.get()
    func perform(_ folder: TemporaryFolder) throws {
      let line = words.map {
        $0.replacing("OUT", with: folder.path).replacing("PICTURES", with: tiny.pictures)
      }
      _ = try Program.dispatch(line + ["--run", folder("run"), "--threads", "1", "--json"])
    }
    let unharmed = try tiny.half.copy()
    let count = try Self.calls(below: unharmed.path) { try perform(unharmed) }
    let wanted = try PowerCut.snapshot(of: unharmed.path)
    var outcomes: [String: Int] = [:]
    let step = Attack.trials(5, long: 1)
    for call in stride(from: Int(Attack.seed) % step, to: count, by: step) {
      let folder = try tiny.half.copy()
      let failed = Self.fail(call, Self.codes[call / step % Self.codes.count], below: folder.path) {
        try perform(folder)
      }
      let what: Comment = "call \(call) of \(count): \(failed.call.prefix(120))"
      let left = try PowerCut.snapshot(of: folder.path)
      if let error = failed.error {
        #expect(Self.faults(of: error, below: folder.path) == [], what)
        outcomes["error", default: 0] += 1
        // Files that were whole before the call failed stay.
        #expect(left.allSatisfy { wanted[$0.key] == $0.value }, what)
      } else {
        // What cannot be removed stays.
        #expect(left.filter { !AtomicFile.hasTemporaryName($0.key) } == wanted, what)
        outcomes["went on", default: 0] += 1
      }
      if !failed.call.hasPrefix("remove(") {
        #expect(try halfWritten(below: folder.path) == [], what)
      }
    }
    Attack.report(
      "failing calls: \(words[0])", ["calls": .integer(count), "outcomes": .counts(outcomes)])
  }
}
