import Options

/// Scripts that teach a shell to complete the program's words, from the table of options.
package enum Completions {
  package enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

  package static func script(for shell: Shell, _ commands: [Command]) -> String {
    switch shell {
    case .bash: bash(commands)
    case .zsh: zsh(commands)
    case .fish: fish(commands)
    }
  }

  // MARK: - bash

  private static func bash(_ commands: [Command]) -> String {
    let names = commands.map(\.name).joined(separator: " ")
    let cases = commands.map { command in
      let options = command.options.flatMap(spellings).joined(separator: " ")
      let values = command.options.filter { $0.placeholder != nil }.map { option in
        "        \(spellings(option).joined(separator: "|"))) \(bashValue(option.completion)) ;;\n"
      }
      return """
            \(command.name))
              case "$before" in
        \(values.joined())        *) \(bashWords(command, options)) ;;
              esac ;;

        """
    }
    return """
      _vae_img() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(names)" -- "$word"))
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(cases.joined())  esac
      }
      complete -F _vae_img vae-img

      """
  }

  /// Only names of files are treated as such: another word may be the name of a folder too.
  private static func bashValue(_ completion: Completion) -> String {
    let names = #"compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen"#
    return switch completion {
    case .none: ":"
    case .files: #"\#(names) -f -- "$word")"#
    case .folders: #"\#(names) -d -- "$word")"#
    case .words(let words):
      "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$word\"))"
    }
  }

  /// Options after a dash, else what the arguments take: the words of one until one of them stands in
  /// the line, then what the last takes.
  private static func bashWords(_ command: Command, _ options: String) -> String {
    let words = command.arguments.dropLast().map { argument in
      guard case .words(let words) = argument.completion else { return "" }
      let either = words.joined(separator: "|")
      let given = #"" ${COMP_WORDS[*]:2:COMP_CWORD-2} " =~ ' '(\#(either))' '"#
      return "elif [[ ! \(given) ]]; then \(bashValue(argument.completion)); "
    }
    let plain = bashValue(command.arguments.last?.completion ?? .none)
    return """
      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "\(options)" -- "$word"));
                  \(words.joined())else \(plain); fi
      """
  }

  // MARK: - zsh

  /// To be read into a session, or as the file _vae-img among zsh's functions: then the first completion runs it.
  private static func zsh(_ commands: [Command]) -> String {
    let names = commands.map { "    '\($0.name):\(zshText($0.summary))'\n" }.joined()
    let cases = commands.map { command in
      let options = command.options.map(zshOption)
      let arguments = command.arguments.map { argument in
        "'\(argument.takesMany ? "*" : ""):\(argument.name):\(zshAction(argument.completion))'"
      }
      let lines = (options + arguments).joined(separator: " \\\n        ")
      return "    \(command.name))\n      _arguments \\\n        \(lines) ;;\n"
    }
    return """
      #compdef vae-img
      _vae_img() {
        local -a commands
        commands=(
      \(names)  )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command="$words[2]"
        shift words
        (( CURRENT-- ))
        case "$command" in
      \(cases.joined())  esac
      }
      if [[ $funcstack[1] == _vae-img ]]; then _vae_img "$@"; else compdef _vae_img vae-img; fi

      """
  }

  private static func zshOption(_ option: Declaration) -> String {
    let name = option.short.map { "'(-\($0) --\(option.name))'{-\($0),--\(option.name)}'" }
    let value = option.placeholder == nil ? "" : ":value:\(zshAction(option.completion))"
    let start = name ?? "'\(option.isGroup ? "*" : "")--\(option.name)"
    return "\(start)[\(zshText(option.help))]\(value)'"
  }

  private static func zshAction(_ completion: Completion) -> String {
    switch completion {
    case .none: " "
    case .files: "_files"
    case .folders: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  /// Inside single quotes and brackets, where colons, brackets and backslashes have meanings.
  private static func zshText(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "'": result += "'\\''"
      case ":", "[", "]", "\\": result += "\\\(character)"
      default: result.append(character)
      }
    }
  }

  // MARK: - fish

  private static func fish(_ commands: [Command]) -> String {
    var lines = ["complete -c vae-img -f"]
    for command in commands {
      lines.append(
        "complete -c vae-img -n __fish_use_subcommand -a \(command.name) -d '\(fishText(command.summary))'"
      )
      let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
      if command.arguments.contains(where: { $0.completion != .none }) {
        lines.append(
          "complete -c vae-img \(condition) \(fishValue(command.arguments[0].completion))")
      }
      for option in command.options {
        let short = option.short.map { " -s \($0)" } ?? ""
        let value = option.placeholder == nil ? "" : " -r \(fishValue(option.completion))"
        lines.append(
          "complete -c vae-img \(condition)\(short) -l \(option.name)\(value) -d '\(fishText(option.help))'"
        )
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func fishValue(_ completion: Completion) -> String {
    switch completion {
    case .none: "-f"
    case .files: "-F"
    case .folders: "-f -a '(__fish_complete_directories)'"
    case .words(let words): "-f -a '\(words.joined(separator: " "))'"
    }
  }

  private static func fishText(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
  }

  private static func spellings(_ option: Declaration) -> [String] {
    (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
  }
}
