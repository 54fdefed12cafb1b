import Commands
import Foundation
import TestSupport
import Testing

/// Whether the shells are there or not: a script is read as its shell reads words.
@Suite("Completion scripts for zsh and fish say of every option what it takes")
struct CompletionScriptTests {
  /// With the characters that mean something to a shell.
  private static let odd = Command(
    "odd", "it's odd: a \\ [or] two", examples: [],
    options: [
      OptionGroup(
        "Odd", [Option("odd", short: "o", .file, default: "x", "it's [odd]: a \\").declaration])
    ], details: ""
  ) { _, _ in .done }

  private static let commands = Program.commands + [odd]

  @Test("fish gets a line for each option, with its letter, its value and its help")
  func fish() throws {
    let lines = try Completions.script(for: .fish, Self.commands).split(separator: "\n").map {
      try words(String($0), escapes: true)
    }
    for command in Self.commands {
      let name = ["complete", "-c", "vae-img", "-n", "__fish_use_subcommand", "-a", command.name]
      #expect(lines.contains(name + ["-d", command.summary]), "\(command.name)")
      let start = [
        "complete", "-c", "vae-img", "-n", "__fish_seen_subcommand_from \(command.name)",
      ]
      for option in command.options {
        let own = lines.filter { line in
          line.starts(with: start) && line.drop { $0 != "-l" }.dropFirst().first == option.name
        }
        try #require(own.count == 1, "\(command.name) --\(option.name)")
        #expect(Array(own[0].suffix(2)) == ["-d", option.help])
        #expect(own[0].contains("-r") == (option.placeholder != nil), "\(option.name)")
        #expect(own[0].drop { $0 != "-s" }.dropFirst().first == option.short.map { String($0) })
        switch option.completion {
        case .files: #expect(own[0].contains("-F"))
        case .folders: #expect(own[0].contains("(__fish_complete_directories)"))
        case .words(let words): #expect(own[0].contains(words.joined(separator: " ")))
        case .none: #expect(!own[0].contains("-F"), "\(option.name)")
        }
      }
      // Without them fish would complete no names of files at all: its first line says so.
      let arguments = lines.filter { $0.starts(with: start) && !$0.contains("-l") }
      switch command.arguments.first?.completion {
      case .files: #expect(arguments == [start + ["-F"]], "\(command.name)")
      case .folders:
        #expect(arguments == [start + ["-f", "-a", "(__fish_complete_directories)"]])
      case .words(let words):
        #expect(arguments == [start + ["-f", "-a", words.joined(separator: " ")]])
      default: #expect(arguments.allSatisfy { $0.last == "-f" }, "\(command.name)")
      }
    }
  }

  @Test("zsh gets a specification for each option, with both spellings, its help and its value")
  func zsh() throws {
    let script = Completions.script(for: .zsh, Self.commands)
    #expect(script.hasPrefix("#compdef vae-img\n"))
    #expect(script.hasSuffix("else compdef _vae_img vae-img; fi\n"))
    // _arguments shall count the words from the command on.
    #expect(script.contains("  shift words\n  (( CURRENT-- ))\n"))
    for command in Self.commands {
      let text = try #require(
        script.components(separatedBy: "    \(command.name))\n      _arguments").dropFirst().first)
      let call = text.components(separatedBy: " ;;\n")[0].replacing("\\\n", with: " ")
      let specifications = try words(call, escapes: false)
      #expect(specifications.count == command.options.count + command.arguments.count)
      for argument in command.arguments {
        let start = "\(argument.takesMany ? "*" : ""):\(argument.name):"
        #expect(specifications.contains { $0.hasPrefix(start) }, "\(command.name) \(start)")
      }
      for option in command.options {
        let help = option.help.reduce(into: "") { text, letter in
          text += ":[]\\".contains(letter) ? "\\\(letter)" : "\(letter)"
        }
        let own = specifications.filter {
          $0.contains("--\(option.name)[") || $0.contains("--\(option.name)}")
        }
        try #require(own.count == 1, "\(command.name) --\(option.name)")
        #expect(own[0].contains("[\(help)]"), "\(own[0])")
        #expect(own[0].contains("]:value:") == (option.placeholder != nil), "\(own[0])")
        if let short = option.short {
          #expect(own[0].hasPrefix("(-\(short) --\(option.name)){-\(short),--\(option.name)}["))
        } else {
          #expect(own[0].hasPrefix("*") == option.isGroup, "\(own[0])")
        }
        switch option.completion {
        case .files: #expect(own[0].hasSuffix(":_files"))
        case .folders: #expect(own[0].hasSuffix(":_files -/"))
        case .words(let words): #expect(own[0].hasSuffix(":(\(words.joined(separator: " ")))"))
        case .none: break
        }
      }
    }
  }

  @Test("the shell itself takes its script, where it is there", arguments: ["zsh", "fish"])
  func syntax(shell: String) throws {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard
      let program = places.map({ "\($0)/\(shell)" }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else { return }
    let file = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString).\(shell)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try Binary.run(["completions", shell]).output.utf8).write(to: file)
    let process = try Process.run(URL(filePath: program), arguments: ["-n", file.path])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private struct OpenQuote: Error {}

  /// Words as the shell splits them: between single quotes all is plain, but in fish for a backslash
  /// before a backslash or a quote; outside, a backslash makes the next character plain.
  private func words(_ line: String, escapes: Bool) throws -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var rest = Substring(line)
    while let letter = rest.popFirst() {
      switch letter {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case "\\" where !isQuoted || escapes && (rest.first == "'" || rest.first == "\\"):
        word = (word ?? "") + (rest.popFirst().map { String($0) } ?? "")
      case " " where !isQuoted, "\n" where !isQuoted:
        if let ended = word { words.append(ended) }
        word = nil
      default: word = (word ?? "") + String(letter)
      }
    }
    if isQuoted { throw OpenQuote() }
    return words + (word.map { [$0] } ?? [])
  }
}
