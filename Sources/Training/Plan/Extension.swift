import Files
import Options

/// That a finished run goes on for longer (--more), as a run that had been meant to be that long from the start:
/// where it had ended, progress is the share that this was of the whole, and all schedules follow.
package struct Extension: Sendable, Equatable {
  package let amount: TrainingLength
  /// Where the run had ended.
  package let end: RunEnd

  package init(_ amount: TrainingLength, after end: RunEnd) {
    self.amount = amount
    self.end = end
  }

  /// What the pace of the whole run goes towards.
  func goal(stepsPerEpoch: Int) -> Pace.Goal {
    switch amount {
    case .steps(let steps): .steps(end.steps + steps)
    case .epochs(let epochs): .steps(end.steps + epochs * stepsPerEpoch)
    case .seconds(let seconds): .seconds(end.seconds + seconds)
    }
  }
}

/// How far a finished run has come.
package struct RunEnd: Sendable, Equatable {
  package let steps: Int
  /// Over all sittings.
  package let seconds: Double

  package init(steps: Int, seconds: Double) {
    self.steps = steps
    self.seconds = seconds
  }
}

// MARK: - As text and JSON

extension ValueType<TrainingLength> {
  /// 10m, 2000 (steps) or 3epochs.
  package static var more: Self {
    let (time, epochs, steps) = (
      TrainingTable.all.time.type, TrainingTable.all.epochs.type, TrainingTable.all.steps.type
    )
    return ValueType(
      "AMOUNT", "a time such as 10m, steps such as 2000, or epochs such as 3epochs",
      text: { length in
        switch length {
        case .steps(let count): steps.text(count)
        case .epochs(let count): epochs.text(count) + "epochs"
        case .seconds(let seconds): time.text(seconds)
        }
      }
    ) { text in
      if let count = steps.parse(text) { return .steps(count) }
      for word in ["epochs", "epoch"] where text.hasSuffix(word) {
        return epochs.parse(String(text.dropLast(word.count))).map { .epochs($0) }
      }
      // A number alone is one of steps, whatever its size.
      return text.last?.isNumber == true && Double(text) != nil
        ? nil : time.parse(text).map { .seconds($0) }
    }
  }
}

extension Extension {
  /// A member of plan.json.
  static let key = "more"

  var json: JSON {
    [
      "amount": .string(ValueType.more.text(amount)), "steps": .integer(end.steps),
      "seconds": .number(end.seconds),
    ]
  }

  /// Nil where it is none that a run has.
  init?(_ json: JSON) {
    guard let amount = json["amount"]?.string.flatMap(ValueType.more.parse),
      let steps = json["steps"]?.integer, 0...RunPosition.mostSteps ~= steps,
      let seconds = json["seconds"]?.number, seconds >= 0, seconds.isFinite
    else { return nil }
    self.init(amount, after: RunEnd(steps: steps, seconds: seconds))
  }
}
