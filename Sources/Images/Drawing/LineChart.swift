/// Several series of numbers as lines over one pair of axes.
package struct LineChart: Sendable {
  package struct Series: Sendable {
    package var name: String
    package var points: [(x: Double, y: Double)]

    package init(name: String, points: [(x: Double, y: Double)]) {
      (self.name, self.points) = (name, points)
    }
  }

  package var title: String
  package var xLabel: String
  package var yLabel: String
  package var series: [Series]

  package init(title: String, xLabel: String = "", yLabel: String = "", series: [Series]) {
    (self.title, self.xLabel, self.yLabel, self.series) = (title, xLabel, yLabel, series)
  }

  /// The chart; its first series lies on top. A point without a place on the axes interrupts its
  /// line.
  package func draw(width: Int = 1200, height: Int = 720) -> Picture {
    let unit = ChartFrame.unit(width: width, height: height)
    let points = series.flatMap(\.points)
    let x = Axis(
      points.map(\.x), roundedEnds: false, count: max(2, Int(Float(width) / (80 * unit))))
    let y = Axis(
      points.map(\.y), roundedEnds: true, count: max(2, Int(Float(height) / (60 * unit))))
    let names = series.map(\.name)
    var frame = ChartFrame(
      width: width, height: height, x: x, y: y,
      .init(title: title, x: xLabel, y: yLabel, legend: names.count > 1 ? names : []))
    for (i, series) in series.enumerated().reversed() {
      let strokes = line(through: series.points, frame)
      // A point alone is no line: it is made large enough to be seen.
      let radius = unit * (strokes.count == 1 ? 3 : 0.75)
      frame.canvas.draw(strokes, radius: radius, ChartFrame.color(i))
    }
    return frame.canvas.picture
  }

  /// The line from point to point, where points that share a column of pixels are their mean.
  private func line(through points: [(x: Double, y: Double)], _ frame: ChartFrame) -> [Stroke] {
    var strokes: [Stroke] = []
    var last: (x: Float, y: Float)?
    var sum: (x: Float, y: Float, count: Float) = (0, 0, 0)

    func finishColumn() {
      guard sum.count > 0 else { return }
      let next = (x: sum.x / sum.count, y: sum.y / sum.count)
      let from = last ?? next
      strokes.append(Stroke(x0: from.x, y0: from.y, x1: next.x, y1: next.y))
      last = next
      sum = (0, 0, 0)
    }

    for point in points {
      let (x, y) = frame.point(point.x, point.y)
      guard x.isFinite, y.isFinite else {
        finishColumn()
        last = nil
        continue
      }
      if sum.count > 0 && (sum.x / sum.count).rounded() != x.rounded() { finishColumn() }
      sum = (sum.x + x, sum.y + y, sum.count + 1)
    }
    finishColumn()
    return strokes
  }
}
