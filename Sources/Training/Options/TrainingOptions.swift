import Autoencoder
import Files
import Images

/// What a user may say about a training; what is left out is chosen for the pictures at hand.
package struct TrainingOptions: Sendable, Equatable {
  // The pictures.
  package var size: TrainingSize?
  package var channels: ChannelChoice?
  package var fit: Frame.Fit?
  package var background: Color?
  package var acceptTruncated: Bool?
  package var maxPixels: Int?

  // The model.
  package var preset: Architecture.Preset?
  package var filters: Int?
  package var stages: Int?
  package var latents: Int?
  package var likelihood: Likelihood?

  // What is minimised.
  /// As `Objective.init(name:)` reads it.
  package var objective: String?
  package var beta: Double?
  package var divergenceSchedule: DivergenceSchedule?
  package var freeBits: Double?

  // How.
  package var augmentFlip: Bool?
  package var length: TrainingLength?
  package var batch: Int?
  package var learningRate: Double?
  package var seed: UInt64?

  package init() {}

  /// What was said, in the spelling of plan.json, whose keys are the names of the options.
  package var said: [JSON.Member] {
    var all: [JSON.Member] = []
    func add<Value>(_ key: String, _ value: Value?, _ json: (Value) -> JSON) {
      if let value { all.append(JSON.Member(key, json(value))) }
    }
    add("size", size) { .string($0.text) }
    add("channels", channels) { .string($0.rawValue) }
    add("fit", fit) { .string($0.rawValue) }
    add("background", background) { .string($0.text) }
    add("accept-truncated", acceptTruncated) { .boolean($0) }
    add("max-pixels", maxPixels) { .integer($0) }
    add("preset", preset) { .string($0.rawValue) }
    add("width", filters) { .integer($0) }
    add("stages", stages) { .integer($0) }
    add("latent", latents) { .integer($0) }
    add("likelihood", likelihood) { .string($0.name) }
    add("objective", objective) { .string((try? Objective(name: $0).name) ?? $0) }
    add("beta", beta) { .number($0) }
    add("kl-schedule", divergenceSchedule) { .string($0.name) }
    add("free-bits", freeBits) { .number($0) }
    add("augment", augmentFlip) { .string($0 ? "flip" : "none") }
    if let length { all.append(length.member) }
    add("batch", batch) { .integer($0) }
    add("learning-rate", learningRate) { .number($0) }
    add("seed", seed) { .string(String($0)) }
    return all
  }
}

/// The size that every picture is brought to.
package struct TrainingSize: Sendable, Equatable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// From "64x48" or "64", where a model may have that size.
  package init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard let width = parts[0], parts.count <= 2, let height = parts.last ?? width,
      Architecture.sides.contains(width), Architecture.sides.contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  package var text: String { "\(width)x\(height)" }
}

/// How long a run is.
package enum TrainingLength: Sendable, Equatable {
  case epochs(Int)
  case steps(Int)
  /// A budget of wall-clock time, which the schedule is fitted to while the run goes.
  case seconds(Double)

  /// What they may be.
  package static let epochCounts = 1...1_000_000
  package static let stepCounts = 1...1_000_000_000
  package static let budgets = 1...1e8

  /// In the spelling of plan.json.
  var member: JSON.Member {
    switch self {
    case .epochs(let epochs): JSON.Member("epochs", .integer(epochs))
    case .steps(let steps): JSON.Member("steps", .integer(steps))
    case .seconds(let seconds): JSON.Member("time", .number(seconds))
    }
  }

  init?(_ json: JSON) {
    if let epochs = json["epochs"]?.integer {
      self = .epochs(epochs)
    } else if let steps = json["steps"]?.integer {
      self = .steps(steps)
    } else if let seconds = json["time"]?.number {
      self = .seconds(seconds)
    } else {
      return nil
    }
  }
}

extension DivergenceSchedule {
  package static let names = "linear, linear:SHARE, cyclical, cyclical:CYCLES or constant"

  /// From the spelling of the command line and of plan.json.
  package init?(name: String) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("constant", nil): self = .constant
    case ("linear", nil): self = .linear(share: 0.1)
    case ("cyclical", nil): self = .cyclical(cycles: 4)
    case ("linear", let share?):
      guard let share = Double(share), 0...1 ~= share else { return nil }
      self = .linear(share: share)
    case ("cyclical", let cycles?):
      guard let cycles = Int(cycles), 1...1000 ~= cycles else { return nil }
      self = .cyclical(cycles: cycles)
    default: return nil
    }
  }

  package var name: String {
    switch self {
    case .constant: "constant"
    case .linear(let share): "linear:\(share)"
    case .cyclical(let cycles): "cyclical:\(cycles)"
    }
  }
}
