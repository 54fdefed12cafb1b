/// A command line that is wrong; names the word and says what would be right.
package enum UsageError: Error, Equatable, CustomStringConvertible {
  case unknownCommand(String, suggestion: String?)
  case unknownOption(String, suggestion: String?)
  case missingValue(option: String, expectation: String)
  case unwantedValue(option: String)
  case badValue(option: String, text: String, expectation: String)
  case missingArgument(String, what: String)
  case unwantedArgument(String)
  case conflict(String, String)
  /// A rule of one command, in its own words.
  case rule(String)

  package var description: String {
    switch self {
    case .unknownCommand(let word, let suggestion):
      "unknown command '\(word)'\(UsageError.hint(suggestion))"
    case .unknownOption(let word, let suggestion):
      "unknown option '\(word)'\(UsageError.hint(suggestion))"
    case .missingValue(let option, let expectation):
      "\(option) requires a value: \(expectation)"
    case .unwantedValue(let option): "\(option) takes no value"
    case .badValue(let option, let text, let expectation):
      "--\(option) takes \(expectation), not '\(text)'"
    case .missingArgument(let name, let what): "missing argument \(name): \(what)"
    case .unwantedArgument(let word): "unexpected argument '\(word)'"
    case .conflict(let a, let b): "--\(a) and --\(b) cannot be used together"
    case .rule(let sentence): sentence
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean '\($0)'?" } ?? ""
  }
}
