import Files
import Options

/// How long a run is.
package enum TrainingLength: Sendable, Equatable {
  case epochs(Int)
  case steps(Int)
  /// A budget of wall-clock time, which the schedule is fitted to while the run goes.
  case seconds(Double)

  var epochs: Int? { if case .epochs(let count) = self { count } else { nil } }
  var steps: Int? { if case .steps(let count) = self { count } else { nil } }
  var seconds: Double? { if case .seconds(let seconds) = self { seconds } else { nil } }
}

/// One way to say how long a run is; at most one of them can be given.
package struct LengthOption<Amount: Sendable>: TrainingOptionEntry {
  package let name: String
  package let summary: String
  package let shownDefault: String?
  let type: ValueType<Amount>
  let json: JSONForm<Amount>
  let length: @Sendable (Amount) -> TrainingLength
  let amount: @Sendable (TrainingLength) -> Amount?

  package var formerly: String? { nil }
  package var placeholder: String { type.placeholder }
  package var expectation: String { type.expectation }
  package var completion: Completion { type.completion }
  /// A plan has one of them.
  package var isNewerThanPlans: Bool { true }
  package func readOlderPlan(into options: inout TrainingOptions) {}

  package func read(_ text: String, into options: inout TrainingOptions) -> Bool {
    options.length = type.parse(text).map(length) ?? options.length
    return type.parse(text) != nil
  }

  package func read(_ json: JSON, into options: inout TrainingOptions) -> Bool {
    guard let amount = self.json.read(json, type), type.isValid(amount) else { return false }
    options.length = length(amount)
    return true
  }

  package func given(in settings: TrainingSettings) -> JSON? {
    settings.options.length.flatMap(amount).map { json.write($0, type) }
  }

  package func typed(in settings: TrainingSettings) -> [String] {
    guard let amount = amount(settings.length),
      settings.length != .steps(settings.standardSteps)
    else { return [] }
    return ["--\(name)", type.text(amount)]
  }

  package func complete(_ options: inout TrainingOptions, by settings: TrainingSettings) {
    options.length = settings.length
  }

  package func check(_ settings: TrainingSettings) throws(PlanError) {
    guard let amount = settings.options.length.flatMap(amount), !type.isValid(amount) else {
      return
    }
    throw .badValue(option: name, value: type.text(amount), allowed: expectation)
  }
}
