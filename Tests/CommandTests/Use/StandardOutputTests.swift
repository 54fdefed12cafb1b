import Files
import Foundation
import TestSupport
import Testing

@Suite("-o - gives the file itself to standard output, and nothing else")
struct StandardOutputTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  /// What a shell finds in a file that it leads standard output to.
  private func bytes(_ line: String) throws -> [UInt8] {
    let file = try run.fresh("out.bin")
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", "'\(Binary.path)' \(line) --run run > '\(file)' 2> '\(file).said'"]
    shell.currentDirectoryURL = URL(filePath: run.folder.path)
    try shell.run()
    shell.waitUntilExit()
    let said = String(decoding: try WholeFile.read(file + ".said"), as: UTF8.self)
    #expect(shell.terminationStatus == 0, "\(said)")
    return try WholeFile.read(file)
  }

  @Test(
    "byte for byte what the file would be",
    arguments: [
      ("sample -n 2", ".png"), ("sample -n 2", ".jpg"), ("reconstruct faces", ".png"),
      ("traverse -n 3", ".png"), ("encode faces", ".npy"), ("encode faces", ".csv"),
      ("encode faces", ".jsonl"), ("inspect", ".jpeg"),
    ])
  func same(line: String, ending: String) throws {
    let file = try run.fresh("x\(ending)")
    let words = line.split(separator: " ").map(String.init)
    #expect(try run(words + ["-o", file, "--run", "run"]).code == 0)
    let written = try WholeFile.read(file)
    let isUsual = [".png", ".npy"].contains(ending)
    for name in ["-\(ending)"] + (isUsual ? ["-"] : []) {
      #expect(try bytes("\(line) -o \(name)") == written, "\(name)")
    }
    if line.hasPrefix("sample") { #expect(try bytes("\(line) -\(ending)") == written) }
    #expect(try !FileFacts.exist(run.folder("-\(ending)")))
  }

  @Test("not beside --json, and a terminal gets no picture")
  func refused() throws {
    let both = try run.use("sample", "-n", "1", "-o", "-", "--json")
    #expect(both.code == 64 && both.messages.contains("--json") && both.output.isEmpty)
    let show = try TerminalShow(
      ["sample", "-n", "1", "-o", "-", "--run", "run"], in: run.folder.path, withAnswer: true)
    #expect(show.code == 64 && show.written.contains("is a terminal"), "\(show.written)")
  }
}
