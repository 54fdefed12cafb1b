import Files
import Foundation
import TestSupport
import Testing

@Suite("A second Ctrl-C")
struct SecondInterruptionTests {
  /// The first waits for the step to end, which here it never does: nobody reads what the step prints.
  @Test("leaves at once, whatever the program waits for")
  func leaves() throws {
    let run = try TinyRun(folder: TemporaryFolder())
    let pipe = Pipe()
    let input = pipe.fileHandleForWriting.fileDescriptor
    fill(input)
    let process = Process()
    let messages = run.folder("messages")
    try Data().write(to: URL(filePath: messages))
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = TinyRun.training + ["--steps", "3000", "--json"]
    process.currentDirectoryURL = URL(filePath: run.folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe.fileHandleForWriting
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    // A report is in the file before it is printed.
    let metrics = run.folder("run/metrics.jsonl")
    wait { (try? FileFacts(of: metrics))?.size ?? 0 > 0 || !process.isRunning }
    usleep(300_000)
    kill(process.processIdentifier, SIGINT)
    usleep(300_000)
    try #require(process.isRunning)
    kill(process.processIdentifier, SIGINT)
    wait { !process.isRunning }
    try #require(!process.isRunning)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let said = String(decoding: try WholeFile.read(messages), as: UTF8.self)
    #expect(!said.contains("stopped after"))
    withExtendedLifetime(pipe) {}
  }

  private func wait(until isSo: () -> Bool) {
    let deadline = Date().addingTimeInterval(30)
    while !isSo(), Date() < deadline { usleep(2000) }
  }

  /// Writes to a pipe until it takes no more.
  private func fill(_ file: Int32) {
    let flags = fcntl(file, F_GETFL)
    _ = fcntl(file, F_SETFL, flags | O_NONBLOCK)
    var byte: UInt8 = 0
    while unsafe write(file, &byte, 1) == 1 {}
    _ = fcntl(file, F_SETFL, flags)
  }
}
