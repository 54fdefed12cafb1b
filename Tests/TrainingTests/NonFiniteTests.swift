import Files
import Synchronization
import Testing
import Training

@Suite("A step that is not finite is never applied")
struct NonFiniteTests {
  /// Trains with a NaN in the first picture of the steps that `spoils` names, at each attempt.
  private func train(
    _ playground: Playground, spoils: @escaping @Sendable (Int) -> Bool
  ) throws -> Told {
    let told = Told()
    var run = try playground.run()
    run.hooks.beforeStep = { step, pixels in
      guard spoils(step) else { return }
      var numbers = pixels.mutableSpan
      numbers[0] = .nan
    }
    _ = try run.train(until: StopFlag()) { told.hear($0) }
    return told
  }

  private func allFinite(_ playground: Playground) throws -> Bool {
    try playground.tensors().values.allSatisfy { $0.allSatisfy { Double(bitPattern: $0).isFinite } }
  }

  @Test("single ones are skipped, counted, and leave finite weights")
  func skipped() throws {
    let playground = try Playground()
    let told = try train(playground) { [3, 4, 9].contains($0) }
    #expect(told.skipped == [3, 4, 9])
    #expect(told.rollbacks.isEmpty)
    #expect(try allFinite(playground))
    #expect(try playground.metrics().last?["skipped_steps"] == 3)
  }

  @Test("five in a row go back to the checkpoint with half the learning rate")
  func rolledBack() throws {
    let playground = try Playground()
    let attempts = Attempts()
    // The fourth to eighth step are spoiled at their first attempt alone.
    let told = try train(playground) { 4...8 ~= $0 && attempts.isFirst($0) }
    #expect(told.skipped == [4, 5, 6, 7, 8])
    #expect(told.rollbacks.count == 1)
    #expect(told.rollbacks.first?.from == 8)
    #expect(told.rollbacks.first.map { $0.to < 4 } == true)
    #expect(told.rollbacks.first?.factor == 0.5)
    #expect(told.steps.last == 12)
    #expect(try allFinite(playground))
  }

  @Test("after three times back the run is given up, its checkpoint finite")
  func givenUp() throws {
    let playground = try Playground()
    let error = #expect(throws: DivergedError.self) {
      _ = try train(playground) { $0 >= 6 }
    }
    #expect(error?.description.contains("--learning-rate") == true)
    #expect(try allFinite(playground))
  }
}

/// Which steps were tried before.
final class Attempts: Sendable {
  private let seen = Mutex<Set<Int>>([])

  func isFirst(_ step: Int) -> Bool { seen.withLock { $0.insert(step).inserted } }
}
