import Files
import Options

/// One option of a training: all that is said of it anywhere.
///
/// From it come the parser, the help text with the default that it shows, the range, the member of
/// plan.json both ways, and the check that a run goes on with the options it was started with.
package struct TrainingOption<Value: Sendable>: Sendable {
  /// As typed after "--", and as plan.json spells it.
  package let name: String
  package let type: ValueType<Value>
  /// Its name in the version before: still understood after "--", and in plans for ever.
  package let formerly: String?
  /// What the help says of it.
  package let summary: String
  let json: JSONForm<Value>
  /// What holds where it is not given.
  let standard: @Sendable (TrainingSettings) -> Value
  /// The default in words, where it depends on more than the preset.
  let shownStandard: String?
  /// What is made of a given value for the pictures at hand.
  let fitted: @Sendable (Value, DatasetFacts) -> Value
  /// The option beside which this one has no meaning, as it would be typed; nil where it has one.
  let excludedBy: @Sendable (TrainingSettings) -> String?
  /// Plans of earlier programs lack it: what they meant is `inOlderPlans`, or else its default.
  package let isNewerThanPlans: Bool
  let inOlderPlans: Value?

  init(
    _ name: String, formerly: String? = nil, _ type: ValueType<Value>, _ json: JSONForm<Value>,
    default standard: @escaping @Sendable (TrainingSettings) -> Value, showing shown: String? = nil,
    fitted: @escaping @Sendable (Value, DatasetFacts) -> Value = { value, _ in value },
    excludedBy: @escaping @Sendable (TrainingSettings) -> String? = { _ in nil },
    isNewerThanPlans: Bool = false, inOlderPlans: Value? = nil, _ summary: String
  ) {
    self.name = name
    self.formerly = formerly
    self.type = type
    self.json = json
    self.standard = standard
    shownStandard = shown
    self.fitted = fitted
    self.excludedBy = excludedBy
    self.isNewerThanPlans = isNewerThanPlans
    self.inOlderPlans = inOlderPlans
    self.summary = summary
  }

  /// With the same default for every model and every set of pictures.
  init(
    _ name: String, _ type: ValueType<Value>, _ json: JSONForm<Value>, default standard: Value,
    excludedBy: @escaping @Sendable (TrainingSettings) -> String? = { _ in nil },
    isNewerThanPlans: Bool = false, _ summary: String
  ) {
    self.init(
      name, type, json, default: { _ in standard }, excludedBy: excludedBy,
      isNewerThanPlans: isNewerThanPlans, summary)
  }
}

/// How plan.json holds an option's value.
package struct JSONForm<Value: Sendable>: Sendable {
  let write: @Sendable (Value, ValueType<Value>) -> JSON
  /// Nil where it is no such value.
  let read: @Sendable (JSON, ValueType<Value>) -> Value?
}

extension JSONForm {
  /// The text that is typed.
  static var text: Self {
    JSONForm(
      write: { value, type in .string(type.text(value)) },
      read: { json, type in json.string.flatMap(type.parse) })
  }
}

extension JSONForm<Int> {
  static var integer: Self {
    JSONForm(write: { value, _ in .integer(value) }, read: { json, _ in json.integer })
  }
}

extension JSONForm<Double> {
  static var number: Self {
    JSONForm(write: { value, _ in .number(value) }, read: { json, _ in json.number })
  }
}

extension JSONForm<Bool> {
  static var boolean: Self {
    JSONForm(write: { value, _ in .boolean(value) }, read: { json, _ in json.boolean })
  }
}

extension JSONForm<UInt64> {
  /// As a string, since not all of them are integers of JSON.
  static var digits: Self {
    JSONForm(
      write: { value, _ in .string("\(value)") },
      read: { json, _ in json.string.flatMap { UInt64($0) } })
  }
}
