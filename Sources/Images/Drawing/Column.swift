/// Pictures one below another, each in the middle, on white; above each its heading, in the letters of
/// a chart's title.
package struct Column: Sendable {
  private let width: Int
  private let unit: Float

  /// A column of so many pixels across, where a chart is half as high.
  package init(width: Int) {
    self.width = width
    unit = ChartFrame.unit(width: width, height: width / 2)
  }

  package struct Part: Sendable {
    let heading: String
    let picture: Picture?

    /// A heading, and what stands below it if anything does.
    package init(_ heading: String, _ picture: Picture? = nil) {
      self.heading = heading
      self.picture = picture
    }
  }

  package func draw(_ chart: LineChart) -> Picture { chart.draw(width: width, height: width / 2) }

  /// The parts from top to bottom; no picture is wider than the column.
  package func draw(_ parts: [Part]) -> Picture {
    let letters = ChartFrame.large(unit)
    let edge = Int(ChartFrame.edge * unit)
    let headingHeight = 2 * edge + Int(letters.height)
    let height = parts.reduce(edge) { $0 + headingHeight + ($1.picture?.height ?? 0) }
    var canvas = Canvas(width: width, height: height, background: .white)
    var y = 0
    for part in parts {
      let heading = letters.fitting(part.heading, width: Float(width - 2 * edge))
      canvas.write(heading, letters, x: Float(edge), y: Float(y + edge))
      y += headingHeight
      guard let picture = part.picture else { continue }
      precondition(picture.width <= width, "wider than its column")
      canvas.place(picture, x: (width - picture.width) / 2, y: y, scale: 1)
      y += picture.height
    }
    return canvas.picture
  }
}
