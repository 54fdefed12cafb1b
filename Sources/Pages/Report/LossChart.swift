import Files
import Images
import Training

/// The losses of a run over its steps: lines as SVG, stretched to whatever room there is, and words around them.
struct LossChart {
  private let x: Axis
  private let y: Axis
  private let reports: [Report]

  /// Nil of reports without a finite loss.
  init?(_ reports: [Report]) {
    let values = reports.flatMap { report in LossChart.series.map { $0.value(report) } }
    guard values.contains(where: \.isFinite) else { return nil }
    self.reports = reports
    x = Axis(reports.map { Double($0.step) }, roundedEnds: false, count: 5)
    y = Axis(values, roundedEnds: true, count: 6)
  }

  private struct Series {
    let name: String
    let style: String
    let value: @Sendable (Report) -> Double
  }

  private static let series = [
    Series(name: "trained on", style: "trained", value: { $0.training.bitsPerDimension }),
    Series(name: "held out", style: "held", value: { $0.validation.bitsPerDimension }),
  ]

  /// How far from the left edge a step stands, in percent.
  func place(step: Int) -> String { percent(x.place(Double(step))) }

  private func percent(_ share: Double) -> String { NumberText.fixed(100 * share, 2) }

  var html: HTML {
    let rules = y.ticks.map { tick -> HTML in
      let height = percent(1 - y.place(tick.value))
      return "<line class=\"rule\" x1=\"0\" x2=\"100\" y1=\"\(height)\" y2=\"\(height)\"/>"
    }
    let names = y.ticks.map { tick -> HTML in
      "<span class=\"y\" style=\"bottom:\(percent(y.place(tick.value)))%\">\(tick.label)</span>"
    }
    let steps = x.ticks.map { tick -> HTML in
      "<span class=\"x\" style=\"left:\(percent(x.place(tick.value)))%\">\(tick.label)</span>"
    }
    let legend = LossChart.series.reversed().map { series -> HTML in
      "<span class=\"\(series.style)\">\(series.name)</span>"
    }
    return """
      <figure class="chart">
      <figcaption class="quiet">bits/dim by step \(HTML(legend))</figcaption>
      <div class="plot">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="Losses over the steps">
      \(HTML(rules))
      \(HTML(LossChart.series.map(line)))
      </svg>
      <div id="cursor" hidden></div>
      \(HTML(names))
      \(HTML(steps))
      </div>
      </figure>
      """
  }

  /// A point without a place interrupts the line.
  private func line(_ series: Series) -> HTML {
    var path = ""
    var isOpen = false
    for report in reports {
      let value = series.value(report)
      if value.isFinite {
        let (left, top) = (place(step: report.step), percent(1 - y.place(value)))
        path += "\(isOpen ? "L" : "M")\(left) \(top)"
      }
      isOpen = value.isFinite
    }
    return "<path class=\"\(series.style)\" d=\"\(path)\"/>"
  }
}
