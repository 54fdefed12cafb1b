import Autoencoder
import Files
import Options

/// An option of a training to whoever goes over all of them, whatever the type of its value.
package protocol TrainingOptionEntry: Sendable {
  /// As typed after "--", and as plan.json spells it.
  var name: String { get }
  /// Its name in the version before; nil where it has none.
  var formerly: String? { get }
  var summary: String { get }
  /// Empty for an option without a value.
  var placeholder: String { get }
  /// Ends the sentence "--option takes ...".
  var expectation: String { get }
  var completion: Completion { get }
  /// The default as the help shows it.
  var shownDefault: String? { get }
  var isNewerThanPlans: Bool { get }
  /// Gives the option what plans without it meant.
  func readOlderPlan(into options: inout TrainingOptions)

  /// Takes a typed text into the options; false where it is no value of this one.
  func read(_ text: String, into options: inout TrainingOptions) -> Bool
  /// Takes a member of plan.json into the options; false where it is no value of this one.
  func read(_ json: JSON, into options: inout TrainingOptions) -> Bool
  /// As plan.json holds what was given; nil where nothing was.
  func given(in settings: TrainingSettings) -> JSON?
  /// The words that give a plan's option its value; none where that holds without them.
  func typed(in settings: TrainingSettings) -> [String]
  /// Gives the option, if it was not, the value that holds.
  func complete(_ options: inout TrainingOptions, by settings: TrainingSettings)
  /// Throws where a value is given that is out of range, or has no meaning beside the others.
  func check(_ settings: TrainingSettings) throws(PlanError)
}

extension TrainingOption: TrainingOptionEntry {
  package var placeholder: String { type.placeholder }
  package var expectation: String { type.expectation }
  package var completion: Completion { type.completion }

  /// One value, or that of the standard preset and then those of the presets that have another:
  /// "0.003; deep, dense 0.001".
  package var shownDefault: String? {
    if let shownStandard { return shownStandard }
    if placeholder.isEmpty { return nil }
    func shown(_ preset: Architecture.Preset) -> String {
      var options = TrainingOptions()
      options.preset = preset
      return type.text(standard(TrainingSettings(options)))
    }
    let usual = shown(.standard)
    let others = Architecture.Preset.allCases.filter { shown($0) != usual }
    let values = others.map(shown).reduce(into: [String]()) { all, value in
      if !all.contains(value) { all.append(value) }
    }
    let exceptions = values.map { value in
      others.filter { shown($0) == value }.map(\.rawValue).joined(separator: ", ") + " \(value)"
    }
    return ([usual] + exceptions).joined(separator: "; ")
  }

  package func read(_ text: String, into options: inout TrainingOptions) -> Bool {
    guard let value = type.parse(text) else { return false }
    options[self] = value
    return true
  }

  package func read(_ json: JSON, into options: inout TrainingOptions) -> Bool {
    guard let value = self.json.read(json, type), type.isValid(value) else { return false }
    options[self] = value
    return true
  }

  package func readOlderPlan(into options: inout TrainingOptions) {
    if let inOlderPlans { options[self] = inOlderPlans }
  }

  package func given(in settings: TrainingSettings) -> JSON? {
    settings.options[self] == nil ? nil : json.write(settings[self], type)
  }

  package func typed(in settings: TrainingSettings) -> [String] {
    let standard = standard(settings)
    let unsaid = type.text(settings.facts.map { fitted(standard, $0) } ?? standard)
    let text = type.text(settings[self])
    return text == unsaid ? [] : ["--\(name)"] + (placeholder.isEmpty ? [] : [text])
  }

  package func complete(_ options: inout TrainingOptions, by settings: TrainingSettings) {
    options[self] = settings[self]
  }

  package func check(_ settings: TrainingSettings) throws(PlanError) {
    guard let value = settings.options[self] else { return }
    guard type.isValid(value) else {
      throw .badValue(option: name, value: type.text(value), allowed: expectation)
    }
    if let other = excludedBy(settings) { throw .excluded(option: name, by: other) }
  }
}
