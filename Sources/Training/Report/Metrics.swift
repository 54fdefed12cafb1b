import Files
import Images

/// The reports of a run as far as the checkpoint that it goes on from: metrics.jsonl, a line for each, and where
/// the plan wants them the same as events for TensorBoard.
struct Metrics: ~Copyable {
  private(set) var reports: [Report]
  private var file: AppendingFile
  private var events: EventFile?

  /// Opens the files and cuts off the reports after step `step`, which will be made again.
  init(_ files: RunFiles, _ plan: TrainingPlan, upTo step: Int) throws(FileError) {
    var reports: [Report] = []
    let file = try AppendingFile(files.metrics) { line in
      guard let report = Report(line: line), report.step <= step else { return false }
      reports.append(report)
      return true
    }
    events = plan.tensorboard ? try EventFile(files.events, upTo: step) : nil
    self.file = file
    self.reports = reports
  }

  mutating func append(_ report: Report) throws(FileError) {
    try file.append(report.json.rendered())
    try events?.append(report)
    reports.append(report)
  }

  /// The pictures of the last report.
  mutating func append(_ pictures: KeyValuePairs<String, Picture>) throws {
    try events?.append(pictures, step: reports.last?.step ?? 0)
  }
}
