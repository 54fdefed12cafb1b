import Options

/// One command of the program: the table that its parsing, help, completions and manual come from,
/// and what it does.
package struct Command: Sendable {
  package let name: String
  /// Completes "sample: ..."; at most 56 letters, no full stop.
  package let summary: String
  let examples: [Example]
  package let arguments: [Argument]
  package let groups: [OptionGroup]
  /// A sentence that the help screen cannot do without.
  let note: String
  /// More than one line can say: for the manual page alone.
  let details: String
  let run: @Sendable (ParsedLine, Console) throws -> ExitCode

  package init(
    _ name: String, _ summary: String, examples: [Example], arguments: [Argument] = [],
    options: [OptionGroup], note: String = "", details: String,
    run: @escaping @Sendable (ParsedLine, Console) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.examples = examples
    self.arguments = arguments
    groups = options
    self.note = note
    self.details = details
    self.run = run
  }

  package var options: [Declaration] { groups.flatMap(\.options) }
}

/// Options that belong together, under a heading of the help screen.
package struct OptionGroup: Sendable {
  let title: String
  let options: [Declaration]

  package init(_ title: String, _ options: [Declaration]) {
    self.title = title
    self.options = options
  }
}

/// A line to type, and what it does.
package struct Example: Sendable {
  let line: String
  let effect: String

  package init(_ line: String, _ effect: String) {
    self.line = line
    self.effect = effect
  }
}

/// Words of the line that belong to no option.
package struct Argument: Sendable {
  package enum Count: Sendable, Equatable { case one, optional, oneOrMore, twoOrMore }

  package let name: String
  let count: Count
  package let completion: Completion
  let help: String

  package init(_ name: String, _ count: Count, completion: Completion = .files, _ help: String) {
    self.name = name
    self.count = count
    self.completion = completion
    self.help = help
  }

  /// As usage lines show it: DIR, [OUT], PATH...
  var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .oneOrMore: "\(name)..."
    case .twoOrMore: "\(name) \(name)..."
    }
  }

  var least: Int {
    switch count {
    case .optional: 0
    case .one, .oneOrMore: 1
    case .twoOrMore: 2
    }
  }

  package var takesMany: Bool { count == .oneOrMore || count == .twoOrMore }
}
