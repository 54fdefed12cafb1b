/// From the words after a command's name to its values.
///
/// An option's value follows it as the next word or after "=", a short option's also without a space
/// (-n64); "--" ends the options; of an option given twice the last counts. An option's former name is
/// understood, with advice.
package struct Parser {
  let command: Command
  /// Whether a file has the name: then the word was meant as that file.
  let isFile: (String) -> Bool

  package init(_ command: Command, isFile: @escaping (String) -> Bool = { _ in false }) {
    self.command = command
    self.isFile = isFile
  }

  package func parse(_ words: [String]) throws(UsageError) -> ParsedLine {
    var rest = words[...]
    var plain: [String] = []
    var typed: [String: [String]] = [:]
    var line = ParsedLine()
    while let word = rest.popFirst() {
      if word == "--" {
        plain += rest
        break
      }
      guard word.hasPrefix("-"), !StandardOutput.isNamed(word) else {
        plain.append(word)
        continue
      }
      let (option, attached) = try option(of: word)
      if let old = option.formerly, word == "--\(old)" || word.hasPrefix("--\(old)=") {
        line.advise("--\(old) is --\(option.name) now; the next version knows only that")
      }
      let values = try values(for: option, named: word, attached: attached, from: &rest)
      typed[option.name] = option.isGroup ? (typed[option.name] ?? []) + values : values
    }
    for option in command.options {
      if let texts = typed[option.name] { line.set(option, to: try option.read(texts)) }
    }
    if !line[Common.help] { try distribute(plain, over: &line) }
    return line
  }

  // MARK: - Options

  /// The option that a word begins, and the value that is attached to it.
  private func option(of word: String) throws(UsageError) -> (Declaration, attached: String?) {
    if word.hasPrefix("--") {
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first,
        let option = command.options.first(where: { $0.name == name })
          ?? command.options.first(where: { $0.formerly == String(name) })
      else {
        let names = command.options.map { "--\($0.name)" }
        let typed = parts.first.map { "--\($0)" } ?? word
        throw unknown(word, as: typed, Suggestion.nearest(to: typed, in: names))
      }
      return (option, parts.count == 2 ? String(parts[1]) : nil)
    }
    let letters = word.dropFirst()
    guard let letter = letters.first,
      let option = command.options.first(where: { $0.short == letter })
    else {
      let name = "-\(word)"
      let isLongName = command.options.contains { "--\($0.name)" == name }
      throw unknown(word, as: word, isLongName ? name : nil)
    }
    let attached = letters.dropFirst()
    return (
      option,
      attached.isEmpty ? nil : String(attached.first == "=" ? attached.dropFirst() : attached)
    )
  }

  /// A file may be named like an option: then it needs its folder before it.
  private func unknown(_ word: String, as option: String, _ nearest: String?) -> UsageError {
    .unknownOption(option, suggestion: isFile(word) ? "./\(word)" : nearest)
  }

  private func values(
    for option: Declaration, named word: String, attached: String?,
    from rest: inout ArraySlice<String>
  ) throws(UsageError) -> [String] {
    guard let placeholder = option.placeholder else {
      if attached != nil { throw .unwantedValue(option: "--\(option.name)") }
      return [""]
    }
    if let attached { return [attached] }
    guard let next = rest.first, !isOption(next) else {
      throw .missingValue(option: word, expectation: placeholder)
    }
    rest.removeFirst()
    var values = [next]
    while option.isGroup, let next = rest.first, !isOption(next) {
      values.append(next)
      rest.removeFirst()
    }
    return values
  }

  /// Words that begin like options are options, but for negative numbers and names of standard output.
  private func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && !StandardOutput.isNamed(word) && Double(word) == nil
  }

  // MARK: - Arguments

  private func distribute(_ words: [String], over line: inout ParsedLine) throws(UsageError) {
    var wanted = 0
    for argument in command.arguments {
      wanted += argument.least
      if wanted > words.count { throw .missingArgument(argument.usage, what: argument.help) }
    }
    var rest = words[...]
    for argument in command.arguments {
      wanted -= argument.least
      let available = rest.count - wanted
      let taken = argument.takesMany ? available : min(available, 1)
      guard !rest.prefix(taken).contains("") else {
        throw .missingArgument(argument.usage, what: argument.help)
      }
      line.set(argument, to: Array(rest.prefix(taken)))
      rest = rest.dropFirst(taken)
    }
    if let word = rest.first { throw .unwantedArgument(word) }
  }
}
