/// What to do about steps whose loss or gradient is not finite; such a step is never applied.
///
/// One is skipped. Five in a row mean that the weights themselves lead there: back to the last
/// checkpoint, with half the learning rate. After three times back, the run is given up.
package struct BadSteps: Sendable, Equatable {
  package static let inARowBeforeRollback = 5
  package static let rollbacksBeforeGivingUp = 3

  package private(set) var skipped: Int
  package private(set) var inARow: Int
  package private(set) var rollbacks: Int

  package enum Verdict: Sendable, Equatable { case skip, rollBack, giveUp }

  package init(skipped: Int = 0, inARow: Int = 0, rollbacks: Int = 0) {
    self.skipped = skipped
    self.inARow = inARow
    self.rollbacks = rollbacks
  }

  /// Half for each rollback.
  package var learningRateFactor: Double {
    var factor = 1.0
    for _ in 0..<rollbacks { factor /= 2 }
    return factor
  }

  package mutating func goodStep() { inARow = 0 }

  package mutating func badStep() -> Verdict {
    skipped += 1
    inARow += 1
    guard inARow >= BadSteps.inARowBeforeRollback else { return .skip }
    inARow = 0
    if rollbacks == BadSteps.rollbacksBeforeGivingUp { return .giveUp }
    rollbacks += 1
    return .rollBack
  }
}

/// The loss stayed infinite or undefined, whatever was tried.
package struct DivergedError: Error, Equatable, CustomStringConvertible {
  package let step: Int
  package let folder: String

  package var description: String {
    "training diverged at step \(step): the loss stayed infinite although the learning rate was "
      + "halved \(BadSteps.rollbacksBeforeGivingUp) times; the last good checkpoint is in \(folder); "
      + "start afresh with --new and a smaller --learning-rate"
  }
}
