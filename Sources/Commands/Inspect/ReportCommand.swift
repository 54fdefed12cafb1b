import Files
import Pages
import Training

/// `vae-img report [RUN]`: a run on one page.
enum ReportCommand {
  static let folder = Argument(
    "RUN", .optional, completion: .folders, "the run folder [the only one here]")
  static let out = Option("out", short: "o", .file, default: "report.html", "page to write")

  static let command = Command(
    "report", "write a web page that shows how a run went",
    examples: [
      Example("vae-img report", "writes report.html, for any browser"),
      Example("vae-img report cats -o cats.html", "of another run"),
    ],
    arguments: [folder],
    options: [Common.writing([out.declaration]), Common.program()],
    details: """
      The page has the losses, the samples and reconstructions of every report with a slider through time, the
      run's health, how many pictures there were, which files were skipped and why, all settings, and the command that
      makes such a run again. It is one file and loads nothing. A run that is not finished is shown as far as it is.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let output = Output(line)
    let file = try output.file(line[out])
    let folder = try line[folder].first ?? Runs.only()
    guard let record = try RunRecord(folder) else {
      throw DataError(
        "there is no run in \(folder); train one with 'vae-img train DIR', or name its folder")
    }
    for problem in record.problems { console.warn(problem) }
    let page = ReportPage(record, name: Path.name(folder), command: again(record, in: folder))
    let bytes = Array(page.text.utf8)
    try output.write(bytes, to: file)
    try console.answer(
      [
        "command": "report", "run": .string(folder), "files": [.string(file)],
        "bytes": .integer(bytes.count), "moments": .integer(record.moments.count),
      ], "\(file): \(NumberText.bytes(bytes.count)); open it in a browser")
    return .done
  }

  /// The line that makes such a run: the options whose values do not hold without them.
  private static func again(_ record: RunRecord, in folder: String) -> String {
    let options = TrainingTable.all.entries.flatMap { $0.typed(in: record.plan.settings) }
    let paths = record.plan.paths
    let run = folder == RunName.standard(for: paths) ? [] : TypedLine.option("run", folder)
    return TypedLine.text("train", paths, options + run)
  }
}
