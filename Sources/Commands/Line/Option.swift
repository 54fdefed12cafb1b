import Options

/// One option of a command, declared once: the parser, the help screens, the completions and the
/// manual read its `declaration`, and the command reads its value by `line[option]`.
package struct Option<Value: Sendable>: Sendable {
  package let declaration: Declaration
  /// The value where the option was not typed.
  package let standard: Value

  /// An option with a value, and what holds without it.
  package init(
    _ name: String, short: Character? = nil, formerly: String? = nil, _ type: ValueType<Value>,
    default standard: Value, _ help: String
  ) {
    self.standard = standard
    declaration = Declaration(
      name: name, short: short, formerly: formerly, placeholder: type.placeholder, help: help,
      standard: type.text(standard), completion: type.completion
    ) { texts throws(UsageError) in try type.value(texts.last ?? "", of: name) }
  }

  /// An option with a value that may be absent.
  package init<Wrapped>(
    _ name: String, short: Character? = nil, formerly: String? = nil, _ type: ValueType<Wrapped>,
    showing shown: String? = nil, _ help: String
  ) where Value == Wrapped? {
    standard = nil
    declaration = Declaration(
      name: name, short: short, formerly: formerly, placeholder: type.placeholder, help: help,
      standard: shown, completion: type.completion
    ) { texts throws(UsageError) in
      Optional(try type.value(texts.last ?? "", of: name))
    }
  }

  /// An option that takes all words up to the next option, and may be repeated.
  package init<Element>(
    group name: String, _ type: ValueType<Element>, _ help: String
  ) where Value == [Element] {
    standard = []
    declaration = Declaration(
      name: name, short: nil, placeholder: "\(type.placeholder)...", help: help, standard: nil,
      completion: type.completion, isGroup: true
    ) { texts throws(UsageError) in
      var values: [Element] = []
      for text in texts { values.append(try type.value(text, of: name)) }
      return values
    }
  }

  /// An option without a value: there or not.
  package init(flag name: String, short: Character? = nil, _ help: String) where Value == Bool {
    standard = false
    declaration = Declaration(
      name: name, short: short, placeholder: nil, help: help, standard: nil, completion: .none
    ) { _ in true }
  }
}

extension ValueType {
  func value(_ text: String, of option: String) throws(UsageError) -> Value {
    guard let value = parse(text) else {
      throw .badValue(option: option, text: text, expectation: expectation)
    }
    return value
  }
}

/// What an option is to everyone but the command that asks for its value.
package struct Declaration: Sendable {
  package let name: String
  package let short: Character?
  /// Its name in the version before, which is still understood, with advice.
  package let formerly: String?
  /// nil for a flag.
  package let placeholder: String?
  package let help: String
  /// The default as the help screen shows it.
  package let standard: String?
  package let completion: Completion
  /// Whether it takes all words up to the next option.
  package let isGroup: Bool
  /// The option's value from the texts typed for it, in order.
  let read: @Sendable ([String]) throws(UsageError) -> any Sendable

  package init(
    name: String, short: Character?, formerly: String? = nil, placeholder: String?, help: String,
    standard: String?, completion: Completion, isGroup: Bool = false,
    read: @escaping @Sendable ([String]) throws(UsageError) -> any Sendable
  ) {
    self.name = name
    self.short = short
    self.formerly = formerly
    self.placeholder = placeholder
    self.help = help
    self.standard = standard
    self.completion = completion
    self.isGroup = isGroup
    self.read = read
  }
}
