import Commands
import Files
import Foundation
import TestSupport
import Testing

@Suite("Help screens, completions and the manual come from one table")
struct HelpTests {
  static let names = Program.commands.map(\.name)

  @Test("a help screen is the one that is stored", arguments: names + ["program"])
  func snapshots(name: String) throws {
    let words = name == "program" ? ["--help"] : [name, "--help"]
    let shown = try Binary.run(words)
    #expect(shown.code == 0 && shown.messages.isEmpty)
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["VAE_IMG_RECORD"] != nil {
      try shown.output.write(to: file, atomically: true, encoding: .utf8)
    }
    let stored = try String(contentsOf: file, encoding: .utf8)
    #expect(
      shown.output == stored, "set VAE_IMG_RECORD=1 once if \(name)'s screen is as it should be")
  }

  @Test("a help screen fits the terminal and starts with examples", arguments: names + ["program"])
  func geometry(name: String) throws {
    let shown = try Binary.run(name == "program" ? ["--help"] : [name, "--help"]).output
    let lines = shown.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    // What a training can be told does not fit on one screen.
    #expect(lines.count <= (name == "program" ? 24 : ["train", "tune"].contains(name) ? 53 : 32))
    for line in lines { #expect(line.count <= 80, "\(line)") }
    #expect(shown.contains("vae-img"))
    #expect(lines.first?.contains("  ") == true)
  }

  @Test(
    "options stand in groups, and all that run a model share theirs",
    arguments: Program.commands.filter { command in
      ["model", "threads"].allSatisfy { name in command.options.contains { $0.name == name } }
    }.map(\.name))
  func groups(name: String) throws {
    let shown = try Binary.run([name, "--help"]).output.split(separator: "\n")
    let headings = shown.filter { $0.first != " " && $0.hasSuffix(":") }
    #expect(headings.suffix(2) == ["Model:", "Program:"] && headings.count >= 3)
    for option in ["run DIR", "model FILE", "json", "threads N", "seed N", "force"] {
      #expect(shown.contains { $0.hasPrefix("  --\(option) ") }, "--\(option)")
    }
  }

  @Test("help is asked for in several ways")
  func ways() throws {
    let screen = try Binary.run(["sample", "--help"]).output
    #expect(try Binary.run(["sample", "-h"]).output == screen)
    #expect(try Binary.run(["help", "sample"]).output == screen)
    #expect(try Binary.run(["--help", "sample"]).output == screen)
    #expect(try Binary.run(["sample", "--seeds", "0-3", "--help"]).output == screen)
    #expect(try Binary.run(["--version"]).output.hasPrefix("vae-img "))
  }

  @Test(
    "a mistyped command or option gets the right one suggested",
    arguments: [
      ("sampel", "sample"), ("interpolte", "interpolate"), ("sample --sed 3", "--seed"),
      ("sample -seeds 3", "--seeds"), ("bench kernel", "kernels"), ("help trian", "train"),
      ("--verison", "--version"),
    ])
  func suggestions(line: String, suggestion: String) throws {
    let outcome = try Binary.run(line.split(separator: " ").map(String.init))
    #expect(outcome.code == 64 && outcome.output.isEmpty)
    #expect(outcome.messages.contains("did you mean '\(suggestion)'?"), "\(outcome.messages)")
  }

  @Test("a completion script knows every command and option", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let script = try Binary.run(["completions", shell]).output
    for command in Program.commands {
      #expect(script.contains(command.name), "\(command.name)")
      for option in command.options { #expect(script.contains(option.name), "\(option.name)") }
    }
    let json = try Binary.run(["completions", shell, "--json"]).json()
    #expect(json["script"]?.string == script)
  }

  @Test("bash takes its script and completes with it")
  func bash() throws {
    let line = """
      source <('\(Binary.path)' completions bash)
      COMP_WORDS=(vae-img sample --temp); COMP_CWORD=2; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img interpolate --curve ''); COMP_CWORD=3; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img enc); COMP_CWORD=1; _vae_img; echo "${COMPREPLY[@]}"
      """
    #expect(try inBash(line) == "--temperature\nslerp lerp\nencode\n")
  }

  @Test("bash takes for names of files and folders what is one, and nothing else")
  func bashNames() throws {
    let folder = try TemporaryFolder()
    for name in ["train", "infer", "faces"] { try Folder.make(folder(name)) }
    let line = """
      source <('\(Binary.path)' completions bash)
      cd '\(folder.path)'
      complete -p vae-img
      compopt() { echo "$@"; }
      COMP_WORDS=(vae-img trai); COMP_CWORD=1; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img bench ''); COMP_CWORD=2; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img bench --size 32 in); COMP_CWORD=4; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img bench load fa); COMP_CWORD=3; _vae_img; echo "${COMPREPLY[@]}"
      COMP_WORDS=(vae-img train fa); COMP_CWORD=2; _vae_img; echo "${COMPREPLY[@]}"
      """
    #expect(
      try inBash(line) == """
        complete -F _vae_img vae-img
        train
        kernels load train infer
        infer
        -o filenames
        faces
        -o filenames
        faces

        """)
  }

  private func inBash(_ line: String) throws -> String {
    let shell = Process()
    let pipe = Pipe()
    shell.executableURL = URL(filePath: "/bin/bash")
    shell.arguments = ["-c", line]
    shell.standardOutput = pipe
    try shell.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    return output
  }

  @Test("the manual names every command, option and exit code")
  func manual() throws {
    let page = try Binary.run(["manual"]).output
    #expect(page.hasPrefix(".TH VAE-IMG 1"))
    for command in Program.commands {
      #expect(page.contains(".SS vae\\-img \(command.name.replacing("-", with: "\\-"))"))
      for option in command.options {
        #expect(page.contains("\\-\\-\(option.name.replacing("-", with: "\\-"))"))
      }
    }
    for code in ExitCode.allCases { #expect(page.contains(".B \(code.rawValue)\n")) }
    for line in page.split(separator: "\n") where line.hasPrefix("'") { Issue.record("\(line)") }
  }
}
