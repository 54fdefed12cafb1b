import Files
import Foundation
import Images
import TestSupport
import Testing

/// Ten times as many pictures must take about ten times as long, and little more memory.
@Suite("Many pictures", .serialized)
struct LoadAttack {
  private struct Cost {
    /// Of processor time: how long a disk takes says nothing of the program.
    let seconds: Double
    /// The most memory held, in bytes.
    let memory: Int
  }

  /// Runs the program, watching its memory and its time; the highest mark counts, however seldom it is
  /// looked at.
  private func run(_ words: [String], in folder: String) throws -> Cost {
    let running = try Running(words, in: folder)
    let number = "\(running.process.processIdentifier)"
    var (memory, ticks) = (0, 0)
    while running.process.isRunning {
      memory = max(memory, Memory.peak(of: number))
      // After the name, in parentheses, user and system time are the twelfth and thirteenth.
      let facts = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
      let fields = facts.split(separator: ")").last?.split(separator: " ") ?? []
      if fields.count > 12 { ticks = max(ticks, (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)) }
      usleep(5000)
    }
    let outcome = try running.outcome()
    try #require(outcome.code == 0, "\(outcome.messages)")
    let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    return Cost(seconds: Double(max(ticks, 1)) / ticksPerSecond, memory: memory)
  }

  private func fill(_ folder: String, from first: Int, to last: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for number in first..<last {
      let pixels = (0..<8 * 8 * 3).map {
        UInt8(truncatingIfNeeded: $0 &* (number % 251 + 1) &+ number)
      }
      let file = try PNGEncoder.encode(Picture(width: 8, height: 8, channels: 3, pixels: pixels))
      // Not flushed: there are many.
      try Data(file).write(to: URL(filePath: "\(folder)/\(number).png"))
    }
  }

  @Test("are scanned, cached and trained on for an epoch in linear time and flat memory")
  func linear() throws {
    let folder = try TemporaryFolder()
    let most = Attack.trials(4_000, long: 200_000)
    var costs: [String: [Cost]] = [:]
    for count in [most / 10, most] {
      try fill(folder("set"), from: count == most ? most / 10 : 0, to: count)
      let words = [
        "train", "set", "--run", "run-\(count)", "--size", "8", "--preset", "small", "--filters",
        "2",
        "--stages", "1", "--latent", "2", "--batch", "64", "--epochs", "1",
      ]
      costs["train", default: []].append(try run(words, in: folder.path))
      costs["doctor", default: []].append(try run(["doctor", "set"], in: folder.path))
    }
    for (what, cost) in costs.sorted(by: { $0.key < $1.key }) {
      let ratio = cost[1].seconds / cost[0].seconds
      let perPicture = Double(cost[1].memory - cost[0].memory) / Double(most * 9 / 10)
      if Attack.isLong {
        #expect(ratio < 15, "\(what)")
        #expect(perPicture < 2000, "\(what)")
      }
      Attack.report(
        "load: \(what)",
        [
          "pictures": .integer(most), "processor_seconds": .number(cost[1].seconds),
          "ratio_to_a_tenth": .number(ratio), "peak_bytes": .integer(cost[1].memory),
          "bytes_per_picture": .number(perPicture),
        ])
    }
  }
}
