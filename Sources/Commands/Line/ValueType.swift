/// How the text after an option becomes a value: what a person may type there, and what it means.
package struct ValueType<Value: Sendable>: Sendable {
  /// Stands for the value in help screens: N, FILE, WxH.
  let placeholder: String
  /// Ends the sentence "--option takes ...".
  let expectation: String
  let completion: Completion
  /// nil where the text is not such a value.
  package let parse: @Sendable (String) -> Value?

  package init(
    _ placeholder: String, _ expectation: String, completion: Completion = .none,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.placeholder = placeholder
    self.expectation = expectation
    self.completion = completion
    self.parse = parse
  }
}

/// What a shell offers after an option, or in place of an argument.
package enum Completion: Sendable, Equatable {
  case none
  case files
  case folders
  case words([String])
}

extension ValueType where Value == Int {
  package static func integer(_ range: ClosedRange<Int>, _ placeholder: String = "N") -> Self {
    let expectation =
      range.upperBound == .max
      ? "a whole number of \(range.lowerBound) or more"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return ValueType(placeholder, expectation) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number of bytes or pixels: 100M, 64k, 1000000.
  package static func count(_ range: ClosedRange<Int>) -> Self {
    ValueType("N", "a count such as 500000, 64k or 100M") { text in
      let factors: [Character: Int] = ["k": 1_000, "M": 1_000_000, "G": 1_000_000_000]
      let factor = text.last.flatMap { factors[$0] }
      guard let number = Int(factor == nil ? text[...] : text.dropLast()) else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
      return !overflow && range.contains(product) ? product : nil
    }
  }
}

extension ValueType where Value == UInt64 {
  package static var seed: Self {
    ValueType("N", "a whole number from 0 to \(Int.max)") { Int($0).flatMap(UInt64.init(exactly:)) }
  }
}

extension ValueType where Value == Double {
  package static func number(_ range: ClosedRange<Double>, _ placeholder: String = "X") -> Self {
    let lower = shortest(range.lowerBound)
    let expectation =
      range.upperBound == .infinity
      ? "a number of \(lower) or more" : "a number from \(lower) to \(shortest(range.upperBound))"
    return ValueType(placeholder, expectation) { text in
      Double(text).flatMap { range.contains($0) && $0.isFinite ? $0 : nil }
    }
  }

  /// Seconds from 90, 90s, 10m, 1h30m.
  package static func duration(_ range: ClosedRange<Double>) -> Self {
    let expectation =
      "a time of \(shortest(range.lowerBound))s or more, such as 90s, 10m or 1h30m"
    return ValueType("TIME", expectation) { text in
      let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
      var seconds = 0.0
      var digits = ""
      for character in text {
        if let unit = units[character] {
          guard let number = Double(digits) else { return nil }
          seconds += number * unit
          digits = ""
        } else {
          guard character.isASCII, character.isNumber || character == "." else { return nil }
          digits.append(character)
        }
      }
      if !digits.isEmpty {
        guard let number = Double(digits) else { return nil }
        seconds += number
      }
      return range.contains(seconds) ? seconds : nil
    }
  }
}

extension ValueType where Value == String {
  package static func text(_ placeholder: String, _ expectation: String) -> Self {
    ValueType(placeholder, expectation) { $0.isEmpty ? nil : $0 }
  }
  package static var file: Self {
    ValueType("FILE", "a file's name", completion: .files) { $0.isEmpty ? nil : $0 }
  }
  package static var folder: Self {
    ValueType("DIR", "a folder's name", completion: .folders) { $0.isEmpty ? nil : $0 }
  }
}

extension ValueType {
  /// One of some words, each with its value.
  package static func choice(_ words: KeyValuePairs<String, Value>) -> Self {
    let names = words.map(\.key)
    let values = Dictionary(words.map { ($0.key, $0.value) }) { first, _ in first }
    return ValueType(placeholder(names), oneOf(names), completion: .words(names)) { values[$0] }
  }

  /// The words themselves where they are short; else the option's help names them.
  private static func placeholder(_ names: [String]) -> String {
    let all = names.joined(separator: "|")
    return all.count <= 18 ? all : "NAME"
  }

  private static func oneOf(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + (names.count > 1 ? " or " : "")
      + (names.last ?? "")
  }
}

extension ValueType where Value: RawRepresentable<String> & CaseIterable {
  /// One of an enumeration's words.
  package static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return ValueType(placeholder(names), oneOf(names), completion: .words(names)) {
      Value(rawValue: $0)
    }
  }
}

/// A number in the fewest words: 1, not 1.0.
func shortest(_ number: Double) -> String {
  number.rounded() == number && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}
