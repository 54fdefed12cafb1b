import Files
import Images
import Training

/// What came of a search.
package struct Findings: Sendable {
  package let search: Search
  package let results: [Search.Result]
  /// The trial that went on as the run.
  package let won: Int
  package let chart: String
  /// Of the run, in bits/dim of the held-out pictures.
  package let score: Double

  /// The last result of each trial, the longest trained first and the best of these.
  package var ranking: [Search.Result] {
    let last = Dictionary(results.map { ($0.trial, $0) }) { $0.rung > $1.rung ? $0 : $1 }
    return last.values.sorted { ($1.rung, $0.score, $0.trial) < ($0.rung, $1.score, $1.trial) }
  }

  /// The loss of each trial over the time that it was trained.
  var drawing: Picture {
    func line(_ trial: Int) -> [(x: Double, y: Double)] {
      results.filter { $0.trial == trial }.map { (x: search.seconds(on: $0.rung), y: $0.score) }
    }
    // A point without a place ends the line of a trial.
    let others = Set(results.map(\.trial)).subtracting([0, won]).sorted()
      .flatMap { line($0) + [(x: .nan, y: .nan)] }
    var series = [LineChart.Series(name: "won", points: line(won))]
    if won != 0 { series.append(.init(name: "defaults", points: line(0))) }
    series.append(.init(name: "other trials", points: others))
    return LineChart(
      title: "What each trial came to", xLabel: "seconds of training", yLabel: "held out, bits/dim",
      series: series
    ).draw()
  }
}

extension SearchSpace {
  /// The words by which a candidate differs from the defaults.
  package func words(_ candidate: Candidate) -> [String] {
    zip(axes, candidate.choices).flatMap { axis, choice in
      choice == axis.standard ? [] : ["--\(axis.name)", axis.values[choice].plainText]
    }
  }
}

extension JSON {
  /// Of a string or a number, as one types it.
  fileprivate var plainText: String { string ?? rendered() }
}
