extension String {
  /// The text on one line and without what a terminal would obey: control characters as \n, \t or
  /// \u{1b}, and so what turns the order of letters around. For names of files, which may hold anything.
  package var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isObeyedByTerminals: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Each line of the text by itself: for messages of several lines that hold such names.
  package var printableLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      .joined(separator: "\n")
  }
}

extension Unicode.Scalar {
  /// Whether a terminal does something at the character instead of showing it: control characters (the
  /// C1 ones from U+0080 to U+009F among them), ends of lines, and what turns the order of letters around.
  package var isObeyedByTerminals: Bool {
    if isASCII { return value < 0x20 || value == 0x7F }
    return switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}
