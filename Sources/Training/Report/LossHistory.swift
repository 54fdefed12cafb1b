import Files
import Images

/// How the loss went over the steps of a run, in bits/dim: what losses.png shows and a model keeps.
package struct LossHistory: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    package let step: Int
    package let heldOut: Double
    package let trainedOn: Double
  }

  /// One for each report, in the order of the steps.
  package let points: [Point]

  init(_ reports: [Report]) {
    points = reports.map {
      Point(
        step: $0.step, heldOut: $0.validation.bitsPerDimension,
        trainedOn: $0.training.bitsPerDimension)
    }
  }

  /// Nil where it is no history, or one without a point, or its steps do not rise.
  package init?(_ json: JSON) {
    points = (json.array ?? []).compactMap { point in
      // What is not finite was written as null.
      point["step"]?.integer.map {
        Point(
          step: $0, heldOut: point["validation_bits_per_dim"]?.number ?? .nan,
          trainedOn: point["bits_per_dim"]?.number ?? .nan)
      }
    }
    let rise = zip(points, points.dropFirst()).allSatisfy { $0.step < $1.step }
    if points.isEmpty || !rise { return nil }
  }

  /// In the words of metrics.jsonl.
  package var json: JSON {
    .array(
      points.map {
        [
          "step": .integer($0.step), "validation_bits_per_dim": .number($0.heldOut),
          "bits_per_dim": .number($0.trainedOn),
        ]
      })
  }

  package var chart: LineChart {
    func line(_ name: String, _ value: (Point) -> Double) -> LineChart.Series {
      .init(name: name, points: points.map { (x: Double($0.step), y: value($0)) })
    }
    return LineChart(
      title: "Loss", xLabel: "step", yLabel: "bits/dim",
      series: [line("held out", \.heldOut), line("trained on", \.trainedOn)])
  }
}
