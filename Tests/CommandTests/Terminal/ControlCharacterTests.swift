import Files
import Foundation
import SamplePictures
import TestSupport
import Testing

@Suite("No name of a file reaches a terminal's ears")
struct ControlCharacterTests {
  /// Red, the title of the window, one of the C1 controls, and letters in the other order.
  private static let name = "in\u{1B}[31m\u{1B}]0;title\u{7}\u{9B}2J\u{202E}gnp'\\"

  @Test("doctor and train show them escaped, and the line to type still names the folder")
  func escaped() throws {
    let folder = try TemporaryFolder()
    try SamplePictures.generate(into: folder(Self.name), count: 4)
    let doctor = try Binary.run(["doctor", Self.name, "--all"], in: folder.path)
    let json = try Binary.run(["doctor", Self.name, "--json"], in: folder.path)
    let train = try Binary.run(
      [
        "train", Self.name, "--run", Self.name + "-run", "--size", "16", "--preset", "small",
        "--batch", "2", "--steps", "1",
      ], in: folder.path)
    let again = try Binary.run(["train", Self.name, "--run", Self.name + "-run"], in: folder.path)
    for outcome in [doctor, json, train, again] {
      #expect(outcome.code == 0, "\(outcome.messages)")
      for text in [outcome.output, outcome.messages] {
        let obeyed = text.unicodeScalars.filter { $0.isObeyedByTerminals && $0 != "\n" }
        #expect(obeyed.isEmpty, "\(text.printableLines)")
      }
    }
    for (lines, start) in [
      (doctor.output, "now type   vae-img train "), (again.messages, "longer    vae-img train "),
    ] {
      let line = try #require(lines.split(separator: "\n").first { $0.hasPrefix(start) })
      let word = line[try #require(line.firstRange(of: "$'")).lowerBound...]
      let quoted = word.prefix { $0 != " " }
      #expect(try shown(String(quoted), by: "bash").hasPrefix(Self.name))
    }
  }

  /// What a shell makes of the word.
  private func shown(_ word: String, by shell: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [shell, "-c", "printf %s \(word)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
