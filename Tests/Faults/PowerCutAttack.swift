import Files
import Foundation
import TestSupport
import Testing

/// The recorded order of a training's writes and flushes, replayed up to every call.
@Suite("The power fails in the middle of a training")
struct PowerCutAttack {
  @Test("what reached the disk goes on to the same weights", arguments: ["new", "half"])
  func train(_ state: String) throws {
    let tiny = try TinyTraining.shared.get()
    let folder = state == "new" ? try TemporaryFolder() : try tiny.half.copy()
    let before = try PowerCut.snapshot(of: folder.path)
    let watch = FileWatch(below: folder.path)
    try watch.during { try tiny.train(in: folder) }
    let power = PowerCut(of: folder.path, before: before, watch.events)
    var random = RepeatableNumbers(seed: Attack.seed)
    let step = Attack.trials(13, long: 1)
    let subsets = Attack.trials(1, long: 3)
    // The first ones always: with them a folder becomes a run's.
    let first = min(20, power.count)
    let others = stride(from: Int(Attack.seed) % step, through: power.count, by: step)
    var cuts = 0
    for cut in Array(0..<first) + others.filter({ $0 >= first }) {
      for subset in 0..<subsets {
        let left = try TemporaryFolder()
        try power.restore(after: cut, to: left.path, &random)
        #expect(
          tiny.faults(goingOnIn: left) == [],
          "after \(cut) of \(power.count) calls, subset \(subset)")
        #expect(try halfWritten(below: left.path) == [])
        cuts += 1
      }
    }
    Attack.report(
      "power cuts: train, \(state)", ["calls": .integer(power.count), "cuts": .integer(cuts)])
  }
}
