import Files
import Foundation

/// The built program, which lies beside the tests.
package enum Binary {
  package struct Outcome {
    package let code: Int32
    package let output: String
    package let messages: String

    /// Standard output as one JSON value.
    package func json() throws -> JSON {
      try JSON(parsing: output.trimmingCharacters(in: .newlines))
    }
  }

  package static let path: String = {
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    while folder.path.count > 1 {
      let program = folder.appending(path: "vae-img")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program.path }
      folder.deleteLastPathComponent()
    }
    return "vae-img"
  }()

  /// Runs the program with `words` in `folder` and waits for its end. A variable that is nil is unset.
  package static func run(
    _ words: [String], in folder: String = "/", environment: [String: String?] = [:]
  ) throws -> Outcome {
    let started = try Running(words, in: folder, environment: environment)
    return try started.outcome()
  }
}

/// The program while it runs; what it says is kept in files, so that no pipe fills up.
package final class Running {
  package let process = Process()
  private let log: URL

  package init(_ words: [String], in folder: String, environment: [String: String?] = [:]) throws {
    log = FileManager.default.temporaryDirectory.appending(path: "vae-img-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: log, withIntermediateDirectories: true)
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    for (name, assign) in [
      ("output", { self.process.standardOutput = $0 }),
      ("messages", { self.process.standardError = $0 }),
    ] as [(String, (FileHandle) -> Void)] {
      let file = log.appending(path: name)
      try Data().write(to: file)
      assign(try FileHandle(forWritingTo: file))
    }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: log)
  }

  /// What came of it; a program that is still going after so many seconds is killed.
  package func outcome(within seconds: Double = 120) throws -> Binary.Outcome {
    let deadline = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < deadline { usleep(1000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let code =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    return Binary.Outcome(code: code, output: try text("output"), messages: try text("messages"))
  }

  package func text(_ name: String) throws -> String {
    try String(contentsOf: log.appending(path: name), encoding: .utf8)
  }
}
