import Testing
import Training

@Suite("Steps that are not finite")
struct BadStepsTests {
  @Test("single ones are skipped and counted, however many")
  func single() {
    var steps = BadSteps()
    for _ in 0..<100 {
      #expect(steps.badStep() == .skip)
      steps.goodStep()
    }
    #expect(steps.skipped == 100)
    #expect(steps.learningRateFactor == 1)
  }

  @Test("five in a row go back, each time with half the rate; the fourth time gives up")
  func rollBack() {
    var steps = BadSteps()
    for rollback in 1...4 {
      for _ in 1...4 { #expect(steps.badStep() == .skip) }
      #expect(steps.badStep() == (rollback <= 3 ? .rollBack : .giveUp))
    }
    #expect(steps.rollbacks == 3)
    #expect(steps.learningRateFactor == 0.125)
    #expect(steps.skipped == 20)
  }
}
