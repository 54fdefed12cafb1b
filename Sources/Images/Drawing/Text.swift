/// Text in the project's own letters, at any size: `size` is the pixels from one dot to the next.
struct Text {
  var size: Float
  var color: Color

  /// Pixels from the top of the highest letter to the bottom of the lowest.
  var height: Float { Float(Font.height) * size }

  func width(_ text: String) -> Float { Float(max(0, Self.dots(text) - 1)) * size }

  /// `text`, or as much of it as `width` pixels hold, with an ellipsis.
  func fitting(_ text: String, width: Float) -> String {
    if self.width(text) <= width { return text }
    var rest = text
    while !rest.isEmpty && self.width(rest + "…") > width { rest.removeLast() }
    return rest.isEmpty ? "" : rest + "…"
  }

  /// The width of the text and of the gap behind it.
  private static func dots(_ text: String) -> Int {
    text.reduce(0) { $0 + Font.letter($1)[0].count + 1 }
  }

  /// The lines that make up the text whose top left corner is at x, y.
  func strokes(_ text: String, x: Float, y: Float) -> [Stroke] {
    var left = x
    return text.flatMap { character in
      let letter = Font.letter(character)
      defer { left += Float(letter[0].count + 1) * size }
      return Self.links(letter).map { a, b in
        Stroke(
          x0: left + (Float(a.column) + 0.5) * size, y0: y + (Float(a.row) + 0.5) * size,
          x1: left + (Float(b.column) + 0.5) * size, y1: y + (Float(b.row) + 0.5) * size)
      }
    }
  }

  private typealias Dot = (row: Int, column: Int)

  /// Joins the dots of a letter: each with itself, its neighbours to the right and below, and
  /// diagonally where no third dot makes a corner of the two.
  private static func links(_ letter: Font.Letter) -> [(Dot, Dot)] {
    func isSet(_ row: Int, _ column: Int) -> Bool {
      letter.indices.contains(row) && letter[row].indices.contains(column) && letter[row][column]
    }
    var links: [(Dot, Dot)] = []
    for row in letter.indices {
      for column in letter[row].indices where letter[row][column] {
        links.append(((row, column), (row, column)))
        let right = isSet(row, column + 1)
        let below = isSet(row + 1, column)
        if right { links.append(((row, column), (row, column + 1))) }
        if below { links.append(((row, column), (row + 1, column))) }
        if isSet(row + 1, column + 1) && !right && !below {
          links.append(((row, column), (row + 1, column + 1)))
        }
        if isSet(row + 1, column - 1) && !isSet(row, column - 1) && !below {
          links.append(((row, column), (row + 1, column - 1)))
        }
      }
    }
    return links
  }
}

extension Canvas {
  enum Side { case left, middle, right }

  /// Writes with the text's top at y, and its left end, middle or right end at x.
  mutating func write(_ text: String, _ style: Text, x: Float, y: Float, at side: Side = .left) {
    let shift: Float =
      switch side {
      case .left: 0
      case .middle: style.width(text) / 2
      case .right: style.width(text)
      }
    // Whole pixels keep the stems of small letters sharp.
    let strokes = style.strokes(text, x: (x - shift).rounded(), y: y.rounded())
    draw(strokes, radius: style.size * 0.5, style.color)
  }
}
