import Cluster
import Images
import Options
import Threads
import Training

/// Options that several commands share, each with one meaning.
enum Common {
  static let help = Option(flag: "help", short: "h", "show this help")
  static let run = Option("run", .folder, showing: "the only one here", "the run folder")
  static let model = Option(
    "model", .file, showing: "the run folder's", "a model file")
  static let json = Option(flag: "json", "print one JSON object instead of text")
  static let quiet = Option(flag: "quiet", short: "q", "print only results and errors")
  static let seed = Option("seed", .seed, default: 0, "seed of all random numbers")
  static let threads = Option(
    "threads", .integer(1...1024), showing: "one per core", "number of threads")
  static let force = Option(flag: "force", "overwrite existing files")

  static let strict = Option(flag: "strict", "fail if a picture cannot be read")
  static let acceptTruncated = Option(
    flag: TrainingTable.all.acceptTruncated.name, TrainingTable.all.acceptTruncated.summary)
  static let maxPixels = Option(
    TrainingTable.all.maxPixels, default: ReadingOptions().maxPixels)
  static let columns = Option(
    "columns", .integer(1...10_000), showing: "about square", "pictures per row")
  /// Of grids that have rows of pictures above rows of what became of them.
  static let pairColumns = Option(
    "columns", .integer(1...10_000), default: 8, "pictures per row")
  static let scale = Option("scale", .integer(1...64), default: 1, "enlarge pictures N times")
  /// Of commands that make several pictures; without -o no grid is written beside them.
  static func each(
    formerly: String? = nil, _ help: String = "write each picture to this folder"
  ) -> Option<String?> { Option("each", formerly: formerly, .folder, help) }
  static let stochastic = Option(
    flag: "stochastic", "draw codes by --seed instead of using their means")

  // MARK: - Groups

  /// What every command ends with.
  static func program(_ options: [Declaration] = []) -> OptionGroup {
    OptionGroup("Program", options + [json.declaration, quiet.declaration, help.declaration])
  }
  /// Of every command that runs a model.
  static let usingModel = [
    OptionGroup("Model", [run.declaration, model.declaration]), program([threads.declaration]),
  ]
  /// Of every command that turns pictures into codes.
  static let coding = OptionGroup("Codes", [stochastic.declaration, seed.declaration])
  /// Of every command that reads pictures.
  static let reading = OptionGroup(
    "Reading", [acceptTruncated.declaration, maxPixels.declaration, strict.declaration])
  /// Of every command that reads single pictures, each of which must be readable.
  static let readingEach = OptionGroup(
    "Reading", [acceptTruncated.declaration, maxPixels.declaration])
  /// Of every command that writes files.
  static func writing(_ options: [Declaration]) -> OptionGroup {
    OptionGroup("Writing", options + [force.declaration])
  }
}

// MARK: - What they amount to

extension Team {
  /// As many threads as the line says; by default those of the machine, or the part of them that one of several processes
  /// there gets.
  convenience init(_ line: ParsedLine, of member: (any ClusterMember)? = nil) {
    let own = Processors.available / (member?.sharersOfProcessors ?? 1)
    self.init(threads: line[Common.threads] ?? max(1, own))
  }
}

extension ReadingOptions {
  /// What the line says of reading pictures.
  init(_ line: ParsedLine, background: Color = .white) {
    self.init()
    self.background = background
    maxPixels = line[Common.maxPixels]
    acceptTruncated = line[Common.acceptTruncated]
  }
}
