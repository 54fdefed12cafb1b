import Files
import Foundation
import Images
import TestSupport
import Testing
import Training

/// A training of well under a second, by the program itself, and what it comes to if nothing stops it.
struct Victim: Sendable {
  let folder: TemporaryFolder
  let objective: String
  /// Of the training that nothing stopped.
  let wanted: Outcome
  let seconds: Double

  /// What a run comes to, without what the clock says.
  struct Outcome: Equatable, Sendable {
    let weights: [String: [UInt64]]
    let metrics: [JSON]

    init(_ run: String) throws {
      let files = RunFiles(folder: run)
      weights = try SafetensorsFile(files.model).bits()
      metrics = try metricsWithoutTime(files.metrics)
    }
  }

  private static let pictures: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<48 {
      try PictureWriter.write(
        picture(number), to: folder("set/\(number).png"), replacing: false)
    }
    return folder
  }

  static let variational = Result { try Victim(objective: "variational") }
  static let adversarial = Result { try Victim(objective: "adversarial") }

  private init(objective: String) throws {
    self.objective = objective
    folder = try Victim.pictures.get()
    let words = Victim.words("whole-\(objective)", objective)
    let start = ContinuousClock.now
    let trained = try Binary.run(words, in: folder.path)
    try #require(trained.code == 0, "\(trained.messages)")
    seconds = (ContinuousClock.now - start) / .seconds(1)
    wanted = try Outcome(folder("whole-\(objective)"))
  }

  /// Coarse noise, large enough that decoding takes a while.
  private static func picture(_ number: Int) -> Picture {
    let pixels = (0..<200 * 300 * 3).map {
      UInt8(truncatingIfNeeded: ($0 / 60 &* 2_654_435_761 &+ number &* 40_503) >> 7)
    }
    return Picture(width: 200, height: 300, channels: 3, pixels: pixels)
  }

  // MARK: - Runs

  func words(_ run: String, on pictures: String = "set") -> [String] {
    Victim.words(run, objective, on: pictures)
  }

  private static func words(
    _ run: String, _ objective: String, on pictures: String = "set"
  ) -> [String] {
    [
      "train", pictures, "--run", run, "--objective", objective, "--size", "16", "--preset",
      "small",
      "--filters", "4", "--latent", "4", "--batch", "8", "--steps", "160", "--threads", "2",
    ]
  }

  func files(_ run: String) -> RunFiles { RunFiles(folder: folder(run)) }

  /// Trains on until the run is finished, and says what is not as it would be had nothing happened.
  func faults(goingOn run: String) throws -> [String] {
    let last = try Binary.run(words(run), in: folder.path)
    // It may have been finished, and killed on its way out.
    guard last.code == 0 || last.messages.contains("is finished") else {
      return ["exit \(last.code): \(last.messages)"]
    }
    let outcome = try Outcome(folder(run))
    var faults: [String] = []
    if outcome.weights != wanted.weights { faults.append("other weights") }
    if outcome.metrics != wanted.metrics { faults.append("other metrics") }
    let left = try halfWritten(below: folder(run))
    if !left.isEmpty { faults.append("left \(left)") }
    return faults
  }

  func remove(_ run: String) { try? FileManager.default.removeItem(atPath: folder(run)) }
}
