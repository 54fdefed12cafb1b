/// Numbers as bars beside each other, in the order given: the KL of each latent, say.
package struct BarChart: Sendable {
  package var title: String
  package var xLabel: String
  package var yLabel: String
  package var values: [Double]

  package init(title: String, xLabel: String = "", yLabel: String = "", values: [Double]) {
    (self.title, self.xLabel, self.yLabel, self.values) = (title, xLabel, yLabel, values)
  }

  /// The chart; bar i stands at i + 1, and what is not finite has no bar.
  package func draw(width: Int = 1200, height: Int = 720) -> Picture {
    let unit = ChartFrame.unit(width: width, height: height)
    let x = Axis([0.5, Double(values.count) + 0.5], roundedEnds: false, count: 8)
    let y = Axis(
      [0] + values, roundedEnds: true, count: max(2, Int(Float(height) / (60 * unit))))
    var frame = ChartFrame(
      width: width, height: height, x: x, y: y, .init(title: title, x: xLabel, y: yLabel))
    for (i, value) in values.enumerated() where value.isFinite {
      let (start, end) = (frame.point(Double(i) + 0.6, value), frame.point(Double(i) + 1.4, 0))
      let x0 = Int(start.x.rounded())
      let (y0, y1) = (Int(start.y.rounded()), Int(end.y.rounded()))
      frame.canvas.fill(
        x: x0, y: min(y0, y1), width: max(1, Int(end.x.rounded()) - x0), height: abs(y1 - y0),
        ChartFrame.color(0))
    }
    return frame.canvas.picture
  }
}
