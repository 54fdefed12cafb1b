import Commands
import Foundation
import Testing

@Suite("Words of a line to type reach the program as they are")
struct ShellWordTests {
  @Test(
    "whatever a file is called, and no terminal acts on them",
    arguments: [
      "faces", "a b", "", "it's", "$(reboot)", "`id`", "a;b", "*", "~", "#x", "\"q\"", "a\\nb",
      "früh",
      "tab\there", "line\nbreak", "\u{1B}[2Jclear", "it's\u{7}\\loud", "\u{85}next",
    ])
  func quoted(_ word: String) throws {
    let typed = ShellWord.quoted(word)
    #expect(!typed.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let shell = Process()
    let pipe = Pipe()
    shell.executableURL = URL(filePath: "/bin/bash")
    shell.arguments = ["-c", "printf '[%s]' \(typed)"]
    shell.standardOutput = pipe
    try shell.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    #expect(Array(output) == Array("[\(word)]".utf8))
  }

  @Test("plain names stay as they are")
  func plain() {
    #expect(ShellWord.quoted("./faces/a-1_b.png") == "./faces/a-1_b.png")
  }
}
