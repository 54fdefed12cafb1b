/// Pictures in rows and columns on white, with a gap between and around them. A strip is a grid of one
/// row.
package struct Grid: Sendable {
  /// Cells in a row; by default as many as make the grid about square.
  package var columns: Int?
  /// Pixels between cells and around the grid.
  package var gap = 2
  /// How many pixels wide and high a pixel of a cell becomes.
  package var scale = 1
  /// Text left of each row; what has none may be missing or empty.
  package var rowLabels: [String] = []

  package init(columns: Int? = nil) { self.columns = columns }

  /// The columns for `count` cells: as asked, or the smallest number not less than the rows.
  package func columns(for count: Int) -> Int {
    var side = 1
    while side * side < count { side += 1 }
    return min(columns ?? side, max(count, 1))
  }

  /// The rows that `count` cells take.
  package func rows(for count: Int) -> Int {
    let columns = columns(for: count)
    return (count + columns - 1) / columns
  }

  /// The cells from left to right and top to bottom, each in the middle of a place that has the
  /// size of the largest; grey if all of it is grey.
  package func draw(_ cells: [Picture]) -> Picture {
    let layout = Layout(
      self, count: cells.count, width: cells.reduce(0) { max($0, $1.width) },
      height: cells.reduce(0) { max($0, $1.height) })
    var canvas = Canvas(width: layout.width, height: layout.height, background: .white)
    for (i, cell) in cells.enumerated() {
      let (x, y) = layout.corner(i)
      canvas.place(
        cell, x: x + (layout.cellWidth - cell.width * scale) / 2,
        y: y + (layout.cellHeight - cell.height * scale) / 2, scale: scale)
    }
    for (row, label) in rowLabels.prefix(layout.rows).enumerated() {
      let (x, y) = layout.corner(row * layout.columns)
      let lift = Float(Font.heightAboveLine) * layout.text.size / 2
      canvas.write(
        label, layout.text, x: Float(x - gap) - 3 * layout.text.size,
        y: Float(y) + Float(layout.cellHeight) / 2 - lift, at: .right)
    }
    return cells.allSatisfy { $0.channels == 1 } ? canvas.greyPicture : canvas.picture
  }

  /// Rows of `upper` in turns with the rows of `lower` that belong to them, the last two filled up with
  /// white.
  package func draw(_ upper: [Picture], above lower: [Picture]) -> Picture {
    let columns = columns(for: upper.count)
    var cells: [Picture] = []
    for start in stride(from: 0, to: upper.count, by: columns) {
      let row = start..<min(start + columns, upper.count)
      for pictures in [upper, lower] {
        cells += pictures[row]
        cells += repeatElement(pictures[start].blank, count: columns - row.count)
      }
    }
    return draw(cells)
  }

  /// The size of what `draw` makes of `count` cells that are so wide and high.
  package func size(of count: Int, width: Int, height: Int) -> (width: Int, height: Int) {
    let layout = Layout(self, count: count, width: width, height: height)
    return (layout.width, layout.height)
  }

  /// Where everything stands, in pixels.
  private struct Layout {
    let columns: Int
    let rows: Int
    let cellWidth: Int
    let cellHeight: Int
    let text: Text
    let width: Int
    let height: Int
    private let left: Int
    private let top: Int
    private let stepX: Int
    private let stepY: Int

    init(_ grid: Grid, count: Int, width cellWidth: Int, height cellHeight: Int) {
      precondition(
        count > 0 && grid.gap >= 0 && grid.scale > 0 && grid.columns ?? 1 > 0, "a grid of nothing")
      columns = grid.columns(for: count)
      rows = grid.rows(for: count)
      self.cellWidth = cellWidth * grid.scale
      self.cellHeight = cellHeight * grid.scale
      text = Text(
        size: max(1, (Float(self.cellHeight) / 96).rounded(.down)), color: Color(60, 60, 60))
      let widest = grid.rowLabels.map(text.width).max() ?? 0
      let labelWidth = widest > 0 ? Int((widest + 6 * text.size).rounded(.up)) : 0
      left = labelWidth + grid.gap
      top = grid.gap
      stepX = self.cellWidth + grid.gap
      stepY = self.cellHeight + grid.gap
      width = left + columns * stepX
      height = top + rows * stepY
    }

    func corner(_ index: Int) -> (x: Int, y: Int) {
      (left + index % columns * stepX, top + index / columns * stepY)
    }
  }
}

extension Picture {
  /// White of the same size.
  fileprivate var blank: Picture {
    let white = [UInt8](repeating: 255, count: pixels.count)
    return Picture(width: width, height: height, channels: channels, pixels: white)
  }
}
