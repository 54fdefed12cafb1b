/// Options that several commands share, each with one meaning.
enum Common {
  static let help = Option(flag: "help", short: "h", "this text")
  static let run = Option(
    "run", .folder, default: "vae-img-run", "the run folder")
  static let model = Option(
    "model", .file, showing: "the run folder's", "a model file")
  static let json = Option(flag: "json", "print one JSON object instead of text")
  static let quiet = Option(flag: "quiet", short: "q", "say nothing but errors")
  static let seed = Option("seed", .seed, default: 0, "where random numbers start")
  static let threads = Option(
    "threads", .integer(1...1024), showing: "one a core", "how many threads work")
  static let force = Option(flag: "force", "replace files that are there already")

  /// Of every command that prints.
  static let printing = [json.declaration, quiet.declaration]
  /// Of every command that runs a model.
  static let usingModel = [run.declaration, model.declaration, threads.declaration] + printing
}
