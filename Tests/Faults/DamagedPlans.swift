import Commands
import Files
import Foundation
import TestSupport
import Testing
import Threads
import Training

/// Nothing proves a plan: it is text, and may say anything that a plan says.
@Suite("Training from a plan that is damaged or lies", .serialized)
struct DamagedPlans {
  /// What a training may take, in bytes.
  private static let memory = 128 << 20

  @Test("is refused with a sentence, the run as it was, or trains and ends")
  func training() throws {
    let tiny = try TinyTraining.shared.get()
    var folder = try tiny.half.copy(inMemory: true)
    let plan = try WholeFile.read(folder("run/plan.json"))
    let before = try Self.results(in: folder)
    var damage = Damage(seed: Attack.seed)
    var outcomes: [String: Int] = [:]
    var slowest = 0.0
    let peak = Memory.peakFromNowOn()
    for trial in 0..<Attack.trials(300, long: 10_000) {
      for (kind, bytes) in [
        ("flip", damage.flipped(plan)), ("lie", damage.lying(plan, in: plan.indices)),
      ] {
        let what: Comment = "trial \(trial), \(kind): \(String(decoding: bytes, as: UTF8.self))"
        try Data(bytes).write(to: URL(filePath: folder("run/plan.json")))
        let clock = Clock()
        do {
          try tiny.goOn(in: folder, memory: Self.memory)
          outcomes["\(kind) trained", default: 0] += 1
          folder = try tiny.half.copy(inMemory: true)
        } catch let error as DivergedError {
          // It was trained as it says, and that led nowhere.
          #expect(!error.description.isEmpty)
          outcomes["\(kind) diverged", default: 0] += 1
          folder = try tiny.half.copy(inMemory: true)
        } catch {
          outcomes["\(kind) refused", default: 0] += 1
          #expect([.usage, .badData, .inputOutput].contains(Failure.code(of: error)), what)
          #expect(!Failure.sentence(of: error).isEmpty, what)
          #expect(try Self.results(in: folder) == before, what)
        }
        slowest = max(slowest, clock.seconds)
      }
      if trial % 100 == 0 {
        try Data(plan).write(to: URL(filePath: folder("run/plan.json")))
        #expect(tiny.faults(goingOnIn: folder) == [], "trial \(trial)")
        folder = try tiny.half.copy(inMemory: true)
      }
    }
    #expect(slowest < 60)
    let growth = Memory.peak() - peak
    if Memory.isComparable { #expect(growth < Self.memory, "\(growth) bytes more than before") }
    Attack.report(
      "damaged plans",
      [
        "outcomes": .counts(outcomes), "slowest_seconds": .number(slowest),
        "memory_growth": Memory.isComparable ? .integer(growth) : .null,
      ])
  }

  /// What the steps so far came to: all files but the plan itself, the log and what is made of pictures.
  private static func results(in folder: TemporaryFolder) throws -> [String: [UInt8]?] {
    try PowerCut.snapshot(of: folder("run")).filter {
      !["plan.json", "log.txt", "pictures.cache", "skipped.tsv", FileLock.name].contains($0.key)
    }
  }
}
