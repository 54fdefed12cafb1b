import Files
import Training
import Tuning

/// Prints what a search tells: a line for each trial that is judged, and a table at the end.
final class TuningPrinter {
  private let console: Console
  private let line: ParsedLine
  private let tuning: Tuning
  private var search: Search?
  private var doing = ""

  init(_ console: Console, _ line: ParsedLine, _ tuning: Tuning) {
    (self.console, self.line, self.tuning) = (console, line, tuning)
  }

  func handle(_ event: Tuning.Event) throws {
    switch event {
    case .training(.reading(let done, let count)):
      console.tellReading(done: done, of: count)
    case .training(.found(let report)) where search == nil: console.tell(report)
    case .training(.progress(let progress)):
      console.progress(
        "\(doing)  \(Int(progress.progress * 100)) %  "
          + "\(NumberText.fixed(progress.loss.bitsPerDimension, 3)) bits/dim")
    case .training: break
    case .planned(let search, let before):
      self.search = search
      let names = search.space.axes.map { "--\($0.name)" }.joined(separator: " ")
      console.note("search    \(names)")
      console.note(
        "length    \(NumberText.duration(tuning.seconds)); trials of "
          + (0..<Search.rungs).map { NumberText.duration(search.seconds(on: $0)) }
          .joined(separator: ", "))
      console.note("run       \(tuning.run), trials in \(tuning.folder)")
      if before > 0 { console.note("continuing after \(NumberText.counted(before, "result"))") }
    case .begun(let trial, let rung):
      doing = "trial \(trial + 1) of \(search?.trials.count ?? 0), rung \(rung + 1)"
    case .judged(let result): console.note(row(result))
    case .won(let trial, let more):
      doing = "trial \(trial + 1), which won"
      console.note("won       trial \(trial + 1), which goes on for \(NumberText.duration(more))")
    }
  }

  /// A trial, how long it was trained, what it came to and how it differs from the defaults.
  private func row(_ result: Search.Result) -> String {
    guard let search else { return "" }
    let words = search.space.words(result.candidate)
    let score =
      result.score.isFinite ? "\(NumberText.fixed(result.score, 3)) bits/dim" : "failed"
    return "trial \(TextColumns.right("\(result.trial + 1)", 2))  "
      + TextColumns.left(NumberText.duration(search.seconds(on: result.rung)), 8)
      + TextColumns.left(score, 17)
      + (words.isEmpty ? "defaults" : words.joined(separator: " "))
  }

  func interrupted() {
    console.note("stopped; the same command goes on with the trials in \(tuning.folder)")
  }

  func finished(_ findings: Findings) throws {
    let rows = findings.ranking.map(row).joined(separator: "\n")
    let words =
      findings.results.first { $0.trial == findings.won }
      .map { findings.search.space.words($0.candidate) } ?? []
    try console.answer(
      [
        "command": "tune", "run": .string(tuning.run), "trial": .integer(findings.won + 1),
        "words": .array(words.map { .string($0) }),
        "validation_bits_per_dim": .number(findings.score),
      ], rows)
    console.note(
      """
      won       \(words.isEmpty ? "the defaults" : words.joined(separator: " "))
      held out  \(NumberText.fixed(findings.score, 3)) bits/dim
      chart     \(findings.chart)
      trials    \(tuning.folder), which may be removed
      now type  \(TypedLine.text("sample", [], ["-n", "64", "samples.png"] + TypedLine.option("run", tuning.run)))
      """)
  }
}
