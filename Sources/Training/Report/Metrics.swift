import Files

/// metrics.jsonl: a line for each report, as far as the checkpoint that a run goes on from.
struct Metrics: ~Copyable {
  private(set) var reports: [Report]
  private var file: AppendingFile

  /// Opens the file and cuts off the reports after step `step`, which will be made again.
  init(_ path: String, upTo step: Int) throws(FileError) {
    var reports: [Report] = []
    file = try AppendingFile(path) { line in
      guard let json = try? JSON(parsing: String(line)), let report = Report(json),
        report.step <= step
      else { return false }
      reports.append(report)
      return true
    }
    self.reports = reports
  }

  mutating func append(_ report: Report) throws(FileError) {
    try file.append(report.json.rendered())
    reports.append(report)
  }
}
