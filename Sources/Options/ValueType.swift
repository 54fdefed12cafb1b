/// How the text after an option becomes a value: what a person may type there, and what it means.
package struct ValueType<Value: Sendable>: Sendable {
  /// Stands for the value in help screens: N, FILE, WxH.
  package let placeholder: String
  /// Ends the sentence "--option takes ...".
  package let expectation: String
  package let completion: Completion
  /// Whether a value is in range; asked also of values that were never text.
  package let isValid: @Sendable (Value) -> Bool
  /// A value as help screens and messages show it, and as it may be typed.
  package let text: @Sendable (Value) -> String
  /// Nil where the text is not such a value.
  private let read: @Sendable (String) -> Value?

  package init(
    _ placeholder: String, _ expectation: String, completion: Completion = .none,
    isValid: @escaping @Sendable (Value) -> Bool = { _ in true },
    text: @escaping @Sendable (Value) -> String = { "\($0)" },
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.placeholder = placeholder
    self.expectation = expectation
    self.completion = completion
    self.isValid = isValid
    self.text = text
    read = parse
  }

  /// Nil where the text is not such a value, or one that is out of range.
  package func parse(_ text: String) -> Value? {
    read(text).flatMap { isValid($0) ? $0 : nil }
  }
}

/// What a shell offers after an option, or in place of an argument.
package enum Completion: Sendable, Equatable {
  case none
  case files
  case folders
  case words([String])
}

// MARK: - Words

extension ValueType where Value == String {
  package static var file: Self {
    ValueType("FILE", "a file name", completion: .files) { $0.isEmpty ? nil : $0 }
  }
  package static var folder: Self {
    ValueType("DIR", "a folder name", completion: .folders) { $0.isEmpty ? nil : $0 }
  }
}

extension ValueType where Value == Bool {
  /// An option without a value: given, it is true.
  package static var flag: Self {
    ValueType("", "no value") { $0.isEmpty ? true : nil }
  }
}

extension ValueType where Value: Equatable {
  /// One of several words, each with its value.
  package static func choice(_ words: KeyValuePairs<String, Value>) -> Self {
    let pairs = words.map { (word: $0.key, value: $0.value) }
    return choice(
      of: pairs.map(\.word), text: { value in pairs.first { $0.value == value }?.word ?? "" }
    ) { word in pairs.first { $0.word == word }?.value }
  }
}

extension ValueType where Value: RawRepresentable<String> & CaseIterable {
  /// One of an enumeration's words.
  package static var choice: Self {
    choice(of: Value.allCases.map(\.rawValue), text: \.rawValue) { Value(rawValue: $0) }
  }
}

extension ValueType {
  /// The words themselves are the placeholder where they are short; else the option's help lists them.
  private static func choice(
    of words: [String], text: @escaping @Sendable (Value) -> String,
    parse: @escaping @Sendable (String) -> Value?
  ) -> Self {
    let all = words.joined(separator: "|")
    return ValueType(
      all.count <= 18 ? all : "NAME", listed(words), completion: .words(words), text: text,
      parse: parse)
  }
}

/// Words as a sentence lists them: "slerp or lerp".
package func listed(_ words: [String]) -> String {
  words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
}
