import Files
import Training

extension Console {
  /// How far decoding is.
  func tellReading(done: Int, of count: Int) {
    progress("reading picture \(NumberText.grouped(done)) of \(NumberText.grouped(count))")
  }

  /// How many pictures there are, and which were skipped.
  func tell(_ report: DatasetReport) {
    let facts = report.facts
    if facts.count > 0 {
      note(
        "pictures  \(NumberText.grouped(facts.count)), \(facts.channels == 1 ? "grey" : "colour"): "
          + "\(NumberText.grouped(facts.training)) to train on, "
          + "\(NumberText.grouped(facts.heldOut)) held out")
    }
    for skipped in report.skipped.prefix(Console.mostNamed) { skip(skipped.note) }
    let more = report.skipped.count - Console.mostNamed
    if more > 0 { warn("\(NumberText.grouped(more)) more skipped\(report.listed)") }
  }
}

extension DatasetReport {
  /// Where all that was skipped is named.
  var listed: String { skippedList.map { "; see \($0)" } ?? "" }
}
