/// Help for the terminal, from the table of options. Examples come first: most readers want those.
enum HelpScreen {
  static func program(_ commands: [Command], aside names: [String]) -> String {
    let shown = commands.filter { !names.contains($0.name) }
    let examples = [
      Example("vae-img train ./faces", "train a model on a folder of pictures"),
      Example("vae-img sample -n 64 out.png", "draw 64 new pictures"),
      Example("vae-img interpolate a.png b.png", "walk from one picture to another"),
    ]
    return table(examples) + "\n"
      + TextColumns.table(shown.map { ($0.name, $0.summary) }, leftWidth: 11) + "\n"
      + "Also: \(names.joined(separator: ", ")).\n"
      + "Run vae-img COMMAND --help for examples and options.\n"
  }

  static func command(_ command: Command) -> String {
    var text = table(command.examples) + "\n"
    text += paragraph("Usage: \(usage(command))", indent: 7)
    text += TextColumns.table(command.arguments.map { ($0.usage, $0.help) }, leftWidth: leftWidth)
    if !command.note.isEmpty { text += "  " + paragraph(command.note, indent: 2) }
    for group in command.groups {
      text += "\(group.title):\n" + TextColumns.table(group.options.map(row), leftWidth: leftWidth)
    }
    return text
  }

  private static let leftWidth = 24

  /// The usage line: vae-img sample [options] [OUT]
  static func usage(_ command: Command) -> String {
    (["vae-img \(command.name) [options]"] + command.arguments.map(\.usage)).joined(separator: " ")
  }

  /// An option as it is typed: "-n, --count N".
  static func spelling(_ option: Declaration) -> String {
    let short = option.short.map { "-\($0), " } ?? ""
    let placeholder = option.placeholder.map { " \($0)" } ?? ""
    return "\(short)--\(option.name)\(placeholder)"
  }

  private static func row(_ option: Declaration) -> (String, String) {
    (spelling(option), option.help + (option.standard.map { " [\($0)]" } ?? ""))
  }

  private static func table(_ examples: [Example]) -> String {
    let widest = examples.map(\.line.count).max() ?? 0
    return TextColumns.table(examples.map { ($0.line, $0.effect) }, leftWidth: min(widest, 48))
  }

  private static func paragraph(_ text: String, indent: Int) -> String {
    let lines = TextColumns.wrapped(text, to: TextColumns.width - indent)
    return lines.enumerated().map { index, line in
      (index == 0 ? "" : TextColumns.spaces(indent)) + line + "\n"
    }.joined()
  }
}
