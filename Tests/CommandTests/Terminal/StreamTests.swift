import Files
import Foundation
import TestSupport
import Testing

@Suite("Whatever a shell does to the streams and limits of the program, files stay what they are")
struct StreamTests {
  private let run: TinyRun

  init() throws { run = try TinyRun(folder: TemporaryFolder()) }

  /// What the program says on standard error, or on both streams after "2>&1", when `script` starts it
  /// as "$@".
  private func shell(_ script: String, _ words: [String]) throws -> (code: Int32, said: String) {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", script, "sh", Binary.path] + words
    shell.currentDirectoryURL = URL(filePath: run.folder.path)
    let said = Pipe()
    shell.standardError = said
    shell.standardOutput = FileHandle.nullDevice
    try shell.run()
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    return (shell.terminationStatus, text)
  }

  private let words = TinyRun.training + ["--steps", "4"]

  @Test("closed streams are never taken for files", arguments: ["2>&-", "<&- >&- 2>&-", ">&-"])
  func closed(streams: String) throws {
    let outcome = try shell("exec \"$@\" \(streams)", words + ["--json"])
    #expect(outcome.code == (streams.contains(" >&-") || streams == ">&-" ? 74 : 0))
    let lock = String(
      decoding: try WholeFile.read(run.folder("run/\(FileLock.name)")), as: UTF8.self)
    #expect(Int(lock.dropLast()) != nil, "\(lock)")
    for name in try Folder.names(in: run.folder("run")) where name != "log.txt" {
      let path = run.folder("run/\(name)")
      guard try FileFacts(of: path).kind == .file else { continue }
      let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
      #expect(!text.contains("vae-img: ") && !text.contains("now type"), "\(name)")
    }
  }

  @Test("a model that claims to be far larger than its file takes no memory for it")
  func claimedSize() throws {
    let shared = try TinyRun.shared.get()
    var metadata = try SafetensorsFile(shared.model).metadata
    metadata["architecture"] = """
      {"height":4096,"width":4096,"channels":3,"filters":128,"stages":8,"latents":4095,\
      "residual":false,"normalisation":"group","likelihood":"gaussian"}
      """
    let path = run.folder("large.safetensors")
    let writer = try SafetensorsWriter(
      path, metadata: metadata.map { (key: $0.key, value: $0.value) }, entries: [])
    try writer.finish(replacing: true)
    let outcome = try shell(
      "ulimit -v 4000000; exec \"$@\"",
      ["sample", "-n", "1", "x.png", "--threads", "1", "--model", path])
    #expect(outcome.code == 65 && outcome.said.contains("encoder.0"), "\(outcome.said)")
  }

  @Test("under nohup a training goes on when its terminal is closed")
  func closedTerminal() throws {
    let outcome = try shell(
      "trap '' HUP; \"$@\" & until [ -e run/samples ]; do sleep 0.01; done; kill -HUP $!; wait $!",
      TinyRun.training + ["--steps", "400"])
    #expect(outcome.code == 0 && outcome.said.contains("finished"), "\(outcome.said)")
  }

  @Test(
    "a training whose reader leaves stops after a checkpoint",
    arguments: [
      "{ \"$@\" --json 2>said; echo $? >&2; } | head -n 1 >line",
      "{ \"$@\" 2>&1; echo $? >&3; } 3>&2 | head -n 1 >line",
    ])
  func readerLeaves(script: String) throws {
    let outcome = try shell(script, TinyRun.training + ["--steps", "2000"])
    #expect(outcome.said == "130\n")
    #expect(try FileFacts(of: run.folder("line")).size > 0)
    let log = String(decoding: try WholeFile.read(run.folder("run/log.txt")), as: UTF8.self)
    #expect(log.split(separator: "\n").last?.hasPrefix("checkpoint after step") == true, "\(log)")
  }

  @Test("any other command whose reader leaves dies of it without a word")
  func readerOfAnswerLeaves() throws {
    let outcome = try shell("{ sleep 0.2; \"$@\"; echo $? >&2; } | :", ["manual"])
    #expect(outcome.said == "141\n")
  }

  @Test("a full pipe that does not wait for its reader is waited for")
  func outputThatDoesNotWait() throws {
    let output = Pipe()
    let end = output.fileHandleForWriting.fileDescriptor
    #expect(fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) == 0)
    let filling = [UInt8](repeating: UInt8(ascii: "\n"), count: 4096)
    var filled = 0
    while case let count = unsafe write(end, filling, filling.count), count > 0 { filled += count }
    let program = Process()
    program.executableURL = URL(filePath: Binary.path)
    program.arguments = ["manual"]
    program.standardOutput = output
    try program.run()
    usleep(300_000)
    let said = output.fileHandleForReading.readDataToEndOfFile().dropFirst(filled)
    program.waitUntilExit()
    #expect(program.terminationStatus == 0)
    #expect(String(decoding: said, as: UTF8.self) == (try Binary.run(["manual"]).output))
  }

  @Test("a word that is not UTF-8 is refused, for it would name another file")
  func wordsThatAreNoText() throws {
    // Latin-1 for "ä".
    let outcome = try shell("exec \"$@\" \"$(printf 'b\\344r.png')\"", ["doctor"])
    #expect(outcome.code == 64, "\(outcome.said)")
    #expect(outcome.said.contains("'b\u{FFFD}r.png' is not UTF-8; rename it"), "\(outcome.said)")
    #expect(outcome.said.contains("see vae-img doctor --help"), "\(outcome.said)")
  }

  @Test(
    "who may read what the program makes is for the umask to say", arguments: [0o077, 0o027, 0o002])
  func umasks(mask: Int) throws {
    let shared = try TinyRun.shared.get()
    let umask = "umask \(String(mask, radix: 8)); exec \"$@\""
    let model = ["--model", shared.model]
    for words in [
      words + ["--json"], ["sample", "-n", "2", "--each", "each"] + model,
      ["encode", "faces", "-o", "codes.csv"] + model, ["draw-samples", "drawn", "-n", "2"],
    ] {
      let outcome = try shell(umask, words)
      try #require(outcome.code == 0, "\(outcome.said)")
    }
    let made = try FileManager.default.subpathsOfDirectory(atPath: run.folder.path)
      .filter { !$0.hasPrefix("faces") }
    #expect(made.count > 15, "\(made)")
    for name in made {
      var facts = stat()
      let isThere = unsafe stat(run.folder(name), &facts) == 0
      let most: UInt32 = facts.st_mode & S_IFMT == S_IFDIR ? 0o777 : 0o666
      #expect(isThere && facts.st_mode & 0o777 == most & ~UInt32(mask), "\(name)")
    }
  }

  @Test("a limit on the size of files is told like a full disk")
  func sizeLimit() throws {
    let outcome = try shell("ulimit -f 8; exec \"$@\"", words)
    #expect(outcome.code == 74, "\(outcome.said)")
    #expect(outcome.said.contains("larger than the system allows"), "\(outcome.said)")
    let left = try Folder.names(in: run.folder("run")).filter(AtomicFile.hasTemporaryName)
    #expect(left.isEmpty)
  }
}
