import Testing
import Training

@Suite("A run's pace")
struct PaceTests {
  @Test("a run of so many steps ends with the last one", arguments: [1, 3, 49, 1000, 12_345])
  func steps(_ count: Int) {
    let pace = Pace(goal: .steps(count))
    #expect(pace.progress(after: 0) == 0)
    #expect(!pace.isOver(after: count - 1))
    #expect(pace.isOver(after: count))
    #expect(pace.expectedSteps(after: 0) == count)
    #expect(!pace.wantsMeasuring(after: count, secondsUsed: 1e9))
  }

  /// Runs a timed pace on a machine whose steps take `seconds(step)`.
  private func run(
    budget: Double, start: Double, seconds: (Int) -> Double
  ) -> (steps: Int, used: Double, progress: [Double]) {
    var pace = Pace(goal: .seconds(budget), secondsUsed: start)
    var step = 0
    var used = start
    var progress = [pace.progress(after: 0)]
    while !pace.isOver(after: step) && step < 1_000_000 {
      step += 1
      used += seconds(step)
      if pace.wantsMeasuring(after: step, secondsUsed: used) {
        pace.measure(after: step, secondsUsed: used)
      }
      progress.append(pace.progress(after: step))
    }
    return (step, used, progress)
  }

  @Test("a timed run uses its budget at an even speed", arguments: [0.01, 0.1, 3.0])
  func even(_ secondsPerStep: Double) {
    let (_, used, progress) = run(budget: 60, start: 2) { _ in secondsPerStep }
    // The end is rounded to a whole step.
    #expect(abs(used - 60) <= 2 * secondsPerStep)
    #expect(zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("a timed run ends in time when the machine slows down or speeds up by half")
  func uneven() {
    for factor in [0.5, 2.0] {
      let (_, used, progress) = run(budget: 60, start: 0) { $0 < 300 ? 0.1 : 0.1 * factor }
      #expect(abs(used - 60) < 60 * 0.03, "factor \(factor): \(used)")
      #expect(zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 })
      let jump = zip(progress, progress.dropFirst()).map { $1 - $0 }.max() ?? 1
      #expect(jump < 0.02, "factor \(factor)")
    }
  }

  @Test("a budget that the loading has used up still ends")
  func usedUp() {
    #expect(run(budget: 1, start: 5) { _ in 0.1 }.steps < 20)
  }

  @Test("how many steps are left is not foretold where they are nothing or beyond counting")
  func beyondCounting() {
    for perStep in [0, 1e-300] {
      let pace = Pace(
        goal: .seconds(10), anchorStep: 0, anchorProgress: 0, perStep: perStep, anchorSeconds: 0)
      #expect(pace.expectedSteps(after: 4) == nil)
    }
    #expect(Pace(goal: .seconds(10)).expectedSteps(after: 0) == nil)
  }

  @Test("how many steps a timed run has depends on the machine, those of a counted run never do")
  func clock() {
    let (slow, fast) = (
      run(budget: 60, start: 0) { _ in 0.1 }, run(budget: 60, start: 0) { _ in 0.05 }
    )
    #expect(fast.steps > slow.steps * 3 / 2)
    var (one, other) = (Pace(goal: .steps(100)), Pace(goal: .steps(100)))
    one.measure(after: 7, secondsUsed: 1)
    other.measure(after: 7, secondsUsed: 50)
    #expect(one == other)
  }

  @Test("a recorded line goes on where it was recorded")
  func recorded() {
    var pace = Pace(goal: .seconds(10), secondsUsed: 1)
    pace.measure(after: 1, secondsUsed: 1.5)
    pace.measure(after: 4, secondsUsed: 2)
    let copy = Pace(
      goal: pace.goal, anchorStep: pace.anchorStep, anchorProgress: pace.anchorProgress,
      perStep: pace.perStep, anchorSeconds: pace.anchorSeconds)
    #expect(copy == pace)
    #expect((4..<30).allSatisfy { copy.progress(after: $0) == pace.progress(after: $0) })
  }
}
