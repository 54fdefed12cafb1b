/// What charts have in common: a title, a legend, axes with a light grid, and the place between them.
struct ChartFrame {
  var canvas: Canvas
  let x: Axis
  let y: Axis
  /// Pixels from one dot of the letters to the next; every distance is a multiple of it.
  let unit: Float
  /// The place for the data.
  let left, right, top, bottom: Float

  static let ink = Color(45, 48, 56)
  static let faintInk = Color(110, 115, 125)
  static let rule = Color(229, 231, 235)
  static let colors = [
    Color(37, 99, 180), Color(224, 123, 32), Color(46, 139, 87), Color(200, 55, 60),
    Color(128, 90, 170), Color(120, 120, 120),
  ]

  static func color(_ index: Int) -> Color { colors[index % colors.count] }

  /// From the edges of the picture to what is written there, in units.
  static let edge: Float = 10
  /// The letters of a title.
  static func large(_ unit: Float) -> Text { Text(size: unit * 1.5, color: ink) }

  struct Titles {
    var title = ""
    var x = ""
    var y = ""
    var legend: [String] = []
  }

  init(width: Int, height: Int, x: Axis, y: Axis, _ titles: Titles) {
    canvas = Canvas(width: width, height: height, background: .white)
    (self.x, self.y) = (x, y)
    unit = Self.unit(width: width, height: height)
    let small = Text(size: unit, color: Self.faintInk)
    let widest = y.ticks.map { small.width($0.label) }.max() ?? 0
    left = (10 * unit + widest + 6 * unit).rounded()
    right = Float(width) - 16 * unit
    top = (titles.y.isEmpty ? 34 : 52) * unit
    bottom = Float(height) - (titles.x.isEmpty ? 22 : 36) * unit
    drawTitles(titles, small)
    drawGrid(small)
  }

  static func unit(width: Int, height: Int) -> Float {
    max(1, (min(Float(width) / 500, Float(height) / 300) * 2).rounded(.down) / 2)
  }

  /// The middle of the pixel where the two values meet.
  func point(_ valueX: Double, _ valueY: Double) -> (x: Float, y: Float) {
    (
      left + Float(x.place(valueX)) * (right - left),
      bottom - Float(y.place(valueY)) * (bottom - top)
    )
  }

  private mutating func drawTitles(_ titles: Titles, _ small: Text) {
    let edge = Self.edge * unit
    canvas.write(titles.y, small, x: edge, y: 34 * unit)
    canvas.write(titles.x, small, x: (left + right) / 2, y: bottom + 21 * unit, at: .middle)
    // The legend ends at the right edge, on the line of the title.
    var end = right
    for (i, name) in titles.legend.enumerated().reversed() {
      let start = end - small.width(name)
      canvas.write(name, Text(size: unit, color: Self.ink), x: start, y: 12 * unit)
      let line = Stroke(
        x0: start - 17 * unit, y0: 15.5 * unit, x1: start - 6 * unit, y1: 15.5 * unit)
      canvas.draw([line], radius: unit, Self.color(i))
      end = start - 30 * unit
    }
    let large = Self.large(unit)
    canvas.write(large.fitting(titles.title, width: end - edge), large, x: edge, y: 10 * unit)
  }

  private mutating func drawGrid(_ small: Text) {
    let thickness = max(1, Int(unit / 2))
    for tick in y.ticks {
      let (_, py) = point(x.low, tick.value)
      canvas.fill(
        x: Int(left), y: Int(py) - thickness / 2, width: Int(right - left), height: thickness,
        Self.rule)
      canvas.write(tick.label, small, x: left - 6 * unit, y: py - 3.5 * unit, at: .right)
    }
    for tick in x.ticks {
      let (px, _) = point(tick.value, y.low)
      canvas.fill(
        x: Int(px) - thickness / 2, y: Int(bottom), width: thickness, height: Int(4 * unit),
        Self.faintInk)
      canvas.write(tick.label, small, x: px, y: bottom + 7 * unit, at: .middle)
    }
    canvas.fill(
      x: Int(left), y: Int(bottom) - thickness / 2, width: Int(right - left), height: thickness,
      Self.faintInk)
  }
}
