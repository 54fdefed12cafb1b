/// What was typed, as values: every option read and every argument counted.
package struct ParsedLine: Sendable {
  private var values: [String: any Sendable] = [:]
  private var words: [String: [String]] = [:]
  /// What to type instead of words that only this version still understands.
  package private(set) var advice: [String] = []

  /// The option's value, or its default. The cast cannot fail: the option of that name read it.
  package subscript<Value>(option: Option<Value>) -> Value {
    values[option.declaration.name] as? Value ?? option.standard
  }

  /// Whether the option was typed.
  package func has<Value>(_ option: Option<Value>) -> Bool { has(option.declaration) }

  func has(_ option: Declaration) -> Bool { has(option.name) }

  func has(_ name: String) -> Bool { values[name] != nil }

  /// What was read for the option; nil where it was not typed.
  func value(of name: String) -> (any Sendable)? { values[name] }

  /// The words of an argument.
  package subscript(argument: Argument) -> [String] { words(of: argument.name) }

  func words(of argument: String) -> [String] { words[argument] ?? [] }

  mutating func set(_ option: Declaration, to value: any Sendable) { values[option.name] = value }
  mutating func advise(_ sentence: String) { advice.append(sentence) }
  mutating func set(_ argument: Argument, to texts: [String]) { words[argument.name] = texts }

  /// Refuses a line that has `dependent` without the option that it needs.
  func require<A, B>(_ needed: Option<A>, for dependent: Option<B>) throws(UsageError) {
    if has(dependent) && !has(needed) {
      throw .rule("--\(dependent.declaration.name) requires --\(needed.declaration.name)")
    }
  }

  /// Refuses a line that has both of two options that exclude each other.
  func refuse<A, B>(_ a: Option<A>, with b: Option<B>) throws(UsageError) {
    if has(a) && has(b) { throw .conflict(a.declaration.name, b.declaration.name) }
  }
}
