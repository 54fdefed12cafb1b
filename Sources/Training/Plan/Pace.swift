/// How far a run is, as a function of the step: progress 0 before the first step, 1 after the last.
///
/// A run of so many steps is step / steps. A run of so many seconds has no such formula, so it keeps
/// one straight line at a time: from its anchor on, each step is worth `perStep`. Every moment that
/// the line is drawn anew is a recorded state, so a continued run goes on along the same line. All
/// schedules are functions of progress alone; the clock itself never reaches the numbers.
package struct Pace: Sendable, Equatable {
  package enum Goal: Sendable, Equatable {
    case steps(Int)
    case seconds(Double)
  }

  package let goal: Goal
  /// The line of a timed run: `anchorProgress` at `anchorStep`, `perStep` more with every step.
  package private(set) var anchorStep = 0
  package private(set) var anchorProgress = 0.0
  package private(set) var perStep = 0.0
  /// What the run had used up when the line was drawn.
  package private(set) var anchorSeconds = 0.0

  package init(goal: Goal, secondsUsed: Double = 0) {
    self.goal = goal
    if case .seconds(let budget) = goal {
      anchorProgress = min(secondsUsed / budget, 0.5)
      anchorSeconds = secondsUsed
    }
  }

  /// Of a run that had ended after `step` steps and now goes on towards a further goal.
  init(goal: Goal, after step: Int, secondsUsed: Double) {
    self.goal = goal
    guard case .seconds(let budget) = goal else { return }
    anchorStep = step
    anchorProgress = min(secondsUsed / budget, 1)
    anchorSeconds = secondsUsed
    perStep = anchorProgress / Double(max(step, 1))
  }

  /// A recorded line.
  package init(
    goal: Goal, anchorStep: Int, anchorProgress: Double, perStep: Double, anchorSeconds: Double
  ) {
    self.goal = goal
    self.anchorStep = anchorStep
    self.anchorProgress = anchorProgress
    self.perStep = perStep
    self.anchorSeconds = anchorSeconds
  }

  /// The progress after `step` steps.
  package func progress(after step: Int) -> Double {
    switch goal {
    case .steps(let steps): min(1, Double(step) / Double(max(steps, 1)))
    case .seconds: min(1, anchorProgress + perStep * Double(step - anchorStep))
    }
  }

  package func isOver(after step: Int) -> Bool { progress(after: step) >= 1 }

  /// How many steps the whole run will have; nil before the first measurement of a timed run.
  package func expectedSteps(after step: Int) -> Int? {
    switch goal {
    case .steps(let steps): return steps
    case .seconds:
      // Before it a step is worth nothing, and what is left is infinite.
      let left = ((1 - progress(after: step)) / perStep).rounded(.up)
      return left < 1e15 ? step + Int(left) : nil
    }
  }

  /// Whether a timed run should draw its line anew: after steps 1, 2, 4, 8 ..., and at the latest
  /// when a fiftieth of the budget has gone by.
  package func wantsMeasuring(after step: Int, secondsUsed: Double) -> Bool {
    guard case .seconds(let budget) = goal, step > anchorStep else { return false }
    return step >= 2 * anchorStep || secondsUsed - anchorSeconds >= budget / 50
  }

  /// Draws the line anew, from where the run is to where the measured speed will have used up the
  /// budget. Progress neither jumps nor goes back, and a step is worth twice what it was at most: a
  /// machine that was held up for a moment must not take the few steps left to be the last.
  package mutating func measure(after step: Int, secondsUsed: Double) {
    guard case .seconds(let budget) = goal, step > anchorStep else { return }
    let secondsPerStep = max((secondsUsed - anchorSeconds) / Double(step - anchorStep), 1e-9)
    let stepsLeft = max(0, (budget - secondsUsed) / secondsPerStep)
    anchorProgress = progress(after: step)
    let fitted = (1 - anchorProgress) / max(stepsLeft, 1)
    perStep = perStep > 0 ? min(fitted, 2 * perStep) : fitted
    anchorStep = step
    anchorSeconds = secondsUsed
  }

  /// The same line at a clock that has moved on without steps: after a rollback.
  package mutating func restart(at step: Int, secondsUsed: Double) {
    guard case .seconds = goal else { return }
    anchorProgress = progress(after: step)
    anchorStep = step
    anchorSeconds = secondsUsed
  }
}
