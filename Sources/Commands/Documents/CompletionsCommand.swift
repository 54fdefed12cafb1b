import Options

/// `vae-img completions bash|zsh|fish`: a script that teaches the shell this program's words.
enum CompletionsCommand {
  static let shell = Argument(
    "SHELL", .one, completion: .words(Completions.Shell.allCases.map(\.rawValue)),
    "bash, zsh or fish")

  static let command = Command(
    "completions", "print a shell completion script",
    examples: [
      Example("source <(vae-img completions bash)", "in this bash session"),
      Example(
        "vae-img completions fish > ~/.config/fish/completions/vae-img.fish", "permanently, in fish"
      ),
    ],
    arguments: [shell], options: [Common.program()],
    details: "Prints a script from which the shell learns the commands, their options and values."
  ) { line, console in
    let name = line[shell].first ?? ""
    guard let shell = Completions.Shell(rawValue: name) else {
      throw UsageError.rule("SHELL is bash, zsh or fish, not '\(name)'")
    }
    let script = Completions.script(for: shell, Program.commands)
    try console.answer(["shell": .string(name), "script": .string(script)], script)
    return .done
  }
}
