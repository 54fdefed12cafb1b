import Files
import Foundation
import Images
import TestSupport
import Testing

/// The program is killed while it decodes the pictures of a training; the next run must not notice.
@Suite("A killed build of the picture cache leaves nothing wrong behind")
struct KillTests {
  private let folder: TemporaryFolder
  private static let count = 160

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<Self.count {
      let file = try PNGEncoder.encode(Self.picture(number))
      try Data(file).write(to: URL(filePath: folder("set/\(number).png")))
    }
  }

  /// Coarse noise, large enough to be in the way for a while.
  private static func picture(_ number: Int) -> Picture {
    let pixels = (0..<300 * 400 * 3).map {
      UInt8(truncatingIfNeeded: ($0 / 60 &* 2_654_435_761 &+ number &* 40_503) >> 7)
    }
    return Picture(width: 300, height: 400, channels: 3, pixels: pixels)
  }

  private func words(_ run: String) -> [String] {
    [
      "train", "set", "--run", run, "--size", "32", "--preset", "small", "--batch", "4", "--steps",
      "1",
    ]
  }

  /// The half-written caches in the run folder.
  private func halves(_ run: String) -> [String] {
    ((try? Folder.names(in: folder(run))) ?? [])
      .filter { $0.hasPrefix("pictures.cache.") }.map { folder("\(run)/\($0)") }
  }

  /// The run knows nothing yet of the options that it was started with.
  @Test func stoppedByCtrlCItStartsAgainByTheSameLine() throws {
    var said = ""
    for attempt in 0..<5 where !said.contains("before the first step") {
      let run = "stopped-\(attempt)"
      let started = try Running(words(run), in: folder.path)
      let deadline = Date().addingTimeInterval(60)
      while halves(run).isEmpty, started.process.isRunning, Date() < deadline { usleep(1000) }
      kill(started.process.processIdentifier, SIGINT)
      said = try started.outcome().messages
    }
    #expect(said.contains("run the same command to start again") && !said.contains("vae-img train"))
  }

  @Test func atSeveralMoments() throws {
    let whole = try Binary.run(words("whole"), in: folder.path)
    try #require(whole.code == 0, "\(whole.messages)")
    let wanted = try WholeFile.read(folder("whole/pictures.cache"))
    var killedHalfWay = 0
    for share in [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0] {
      let run = "run-\(share)"
      let started = try Running(words(run), in: folder.path)
      let deadline = Date().addingTimeInterval(60)
      while started.process.isRunning, Date() < deadline {
        let sizes = halves(run).compactMap { try? FileFacts(of: $0).size }
        if let size = sizes.first, Double(size) >= share * Double(wanted.count) { break }
        if try FileFacts.exist(folder("\(run)/pictures.cache")) { break }
      }
      kill(started.process.processIdentifier, SIGKILL)
      started.process.waitUntilExit()
      if !halves(run).isEmpty { killedHalfWay += 1 }
      let next = try Binary.run(words(run), in: folder.path)
      #expect(next.code == 0, "\(share): \(next.messages)")
      #expect(try WholeFile.read(folder("\(run)/pictures.cache")) == wanted, "\(share)")
      let left = try Folder.names(in: folder(run)).filter(AtomicFile.hasTemporaryName)
      #expect(left.isEmpty, "\(share)")
    }
    #expect(killedHalfWay >= 3)
  }
}
