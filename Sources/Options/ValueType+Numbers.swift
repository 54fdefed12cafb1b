extension ValueType where Value == Int {
  package static func integer(_ range: ClosedRange<Int>, _ placeholder: String = "N") -> Self {
    let expectation =
      range.upperBound == .max
      ? "a whole number of \(range.lowerBound) or more"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return ValueType(placeholder, expectation, isValid: range.contains) { Int($0) }
  }

  /// A number of bytes or pixels: 100M, 64k, 1000000.
  package static func count(_ range: ClosedRange<Int>) -> Self {
    let units: KeyValuePairs = ["G": 1_000_000_000, "M": 1_000_000, "k": 1_000]
    return ValueType(
      "N", "a count such as 500000, 64k or 100M", isValid: range.contains,
      text: { count in
        let unit = units.first { count.isMultiple(of: $0.value) }
        return unit.map { "\(count / $0.value)\($0.key)" } ?? "\(count)"
      }
    ) { text in
      let unit = units.first { text.hasSuffix($0.key) }
      guard let number = Int(unit == nil ? text[...] : text.dropLast()) else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit?.value ?? 1)
      return overflow ? nil : product
    }
  }
}

extension ValueType where Value == UInt64 {
  /// Not beyond what JSON holds as an integer: a picture's number is printed there.
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
    return ValueType(
      placeholder, expectation, isValid: { range.contains($0) && $0.isFinite }, text: shortest
    ) { Double($0) }
  }

  /// Seconds from 90, 90s, 10m, 1h30m; what follows a unit without one of its own is of the next
  /// smaller one, as in 1h30.
  package static func duration(_ range: ClosedRange<Double>) -> Self {
    let expectation =
      "a time of \(shortest(range.lowerBound))s or more, such as 90s, 10m or 1h30m"
    let shown: @Sendable (Double) -> String = { seconds in
      let minutes = seconds / 60
      return minutes == minutes.rounded() ? "\(shortest(minutes))m" : "\(shortest(seconds))s"
    }
    return ValueType("TIME", expectation, isValid: range.contains, text: shown) { text in
      let units: [(letter: Character, seconds: Double)] = [("h", 3600), ("m", 60), ("s", 1)]
      var seconds = 0.0
      var digits = ""
      // The place of the largest unit that may still come.
      var next = 0
      for character in text {
        if let place = units[next...].firstIndex(where: { $0.letter == character }) {
          guard let number = Double(digits) else { return nil }
          seconds += number * units[place].seconds
          digits = ""
          next = place + 1
        } else {
          guard character.isASCII, character.isNumber || character == "." else { return nil }
          digits.append(character)
        }
      }
      if digits.isEmpty { return seconds }
      let unit = next == 0 ? units.last : units[next...].first
      guard let number = Double(digits), let unit else { return nil }
      return seconds + number * unit.seconds
    }
  }
}

/// A number in the fewest characters: 1, not 1.0.
package func shortest(_ number: Double) -> String {
  number.rounded() == number && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}
