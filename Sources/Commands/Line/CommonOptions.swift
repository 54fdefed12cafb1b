/// Options that several commands share, each with one meaning.
enum Common {
  static let help = Option(flag: "help", short: "h", "this text")
  static let run = Option(
    "run", .folder, default: "vae-img-run", "the run folder")
  static let model = Option(
    "model", .file, showing: "the run folder's", "a model file")
  static let json = Option(flag: "json", "print one JSON object instead of text")
  static let quiet = Option(flag: "quiet", short: "q", "only the answer and errors")
  static let seed = Option("seed", .seed, default: 0, "where random numbers start")
  static let threads = Option(
    "threads", .integer(1...1024), showing: "one a core", "how many threads work")
  static let force = Option(flag: "force", "replace files that are there already")

  static let strict = Option(flag: "strict", "a picture that cannot be read is an error")
  static let acceptTruncated = Option(
    flag: "accept-truncated", "take pictures whose end is missing")
  static let maxPixels = Option(
    "max-pixels", .count(1...1_000_000_000_000), default: 100_000_000, showing: "100M",
    "refuse larger pictures")
  static let columns = Option(
    "columns", .integer(1...10_000), showing: "about square", "pictures in a row")
  static let scale = Option("scale", .integer(1...64), default: 1, "enlarge each pixel so often")
  static let stochastic = Option(
    flag: "stochastic", "draw codes from q(z|x) instead of taking its mean")

  /// Of every command that prints.
  static let printing = [json.declaration, quiet.declaration]
  /// Of every command that runs a model.
  static let usingModel = [run.declaration, model.declaration, threads.declaration] + printing
  /// Of every command that reads pictures.
  static let reading = [
    acceptTruncated.declaration, maxPixels.declaration, strict.declaration,
  ]
  /// Of every command that draws a grid.
  static let drawing = [scale.declaration, force.declaration]
}
