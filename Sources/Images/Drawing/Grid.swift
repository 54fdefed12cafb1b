/// Pictures in rows and columns, with a gap between and around them. A strip is a grid of one row.
package struct Grid: Sendable {
  /// Cells in a row; by default as many as make the grid about square.
  package var columns: Int?
  /// Pixels between cells and around the grid, and the colour that shows there.
  package var gap = 2
  package var background = Color.white
  /// How many pixels wide and high a pixel of a cell becomes.
  package var scale = 1
  /// Text left of each row, and under each cell; what has none may be missing or empty.
  package var rowLabels: [String] = []
  package var cellLabels: [String] = []

  package init(columns: Int? = nil) { self.columns = columns }

  /// The columns for `count` cells: as asked, or the smallest number not less than the rows.
  package func columns(for count: Int) -> Int {
    var side = 1
    while side * side < count { side += 1 }
    return min(columns ?? side, max(count, 1))
  }

  /// The cells from left to right and top to bottom, each in the middle of a place that has the
  /// size of the largest; grey if all of it is grey.
  package func draw(_ cells: [Picture]) -> Picture {
    let layout = Layout(self, cells)
    var canvas = Canvas(width: layout.width, height: layout.height, background: background)
    for (i, cell) in cells.enumerated() {
      let (x, y) = layout.corner(i)
      canvas.place(
        cell, x: x + (layout.cellWidth - cell.width * scale) / 2,
        y: y + (layout.cellHeight - cell.height * scale) / 2, scale: scale)
    }
    drawLabels(on: &canvas, layout, count: cells.count)
    let isGrey = background.isGrey && cells.allSatisfy { $0.channels == 1 }
    return isGrey ? canvas.greyPicture : canvas.picture
  }

  /// The size of what `draw` makes of `cells`.
  package func size(of cells: [Picture]) -> (width: Int, height: Int) {
    let layout = Layout(self, cells)
    return (layout.width, layout.height)
  }

  /// The top left pixel of cell `index` in what `draw` makes of `cells`.
  package func corner(of index: Int, in cells: [Picture]) -> (x: Int, y: Int) {
    let layout = Layout(self, cells)
    let (x, y) = layout.corner(index)
    return (
      x + (layout.cellWidth - cells[index].width * scale) / 2,
      y + (layout.cellHeight - cells[index].height * scale) / 2
    )
  }

  private func drawLabels(on canvas: inout Canvas, _ layout: Layout, count: Int) {
    for (i, label) in cellLabels.prefix(count).enumerated() {
      let (x, y) = layout.corner(i)
      canvas.write(
        layout.text.fitting(label, width: Float(layout.cellWidth)), layout.text,
        x: Float(x) + Float(layout.cellWidth) / 2,
        y: Float(y + layout.cellHeight) + 3 * layout.text.size, at: .middle)
    }
    let rows = (count + layout.columns - 1) / layout.columns
    for (row, label) in rowLabels.prefix(rows).enumerated() {
      let (x, y) = layout.corner(row * layout.columns)
      let lift = Float(Font.heightAboveLine) * layout.text.size / 2
      canvas.write(
        label, layout.text, x: Float(x - gap) - 3 * layout.text.size,
        y: Float(y) + Float(layout.cellHeight) / 2 - lift, at: .right)
    }
  }

  /// Where everything stands, in pixels.
  private struct Layout {
    let columns: Int
    let cellWidth: Int
    let cellHeight: Int
    let text: Text
    let width: Int
    let height: Int
    private let left: Int
    private let top: Int
    private let stepX: Int
    private let stepY: Int

    init(_ grid: Grid, _ cells: [Picture]) {
      precondition(
        !cells.isEmpty && grid.gap >= 0 && grid.scale > 0 && grid.columns ?? 1 > 0,
        "a grid of nothing")
      columns = grid.columns(for: cells.count)
      cellWidth = cells.reduce(0) { max($0, $1.width) } * grid.scale
      cellHeight = cells.reduce(0) { max($0, $1.height) } * grid.scale
      text = Text(
        size: max(1, (Float(cellHeight) / 96).rounded(.down)), color: grid.background.contrast)
      let widest = grid.rowLabels.map(text.width).max() ?? 0
      let labelWidth = widest > 0 ? Int((widest + 6 * text.size).rounded(.up)) : 0
      let labelHeight =
        grid.cellLabels.isEmpty ? 0 : Int((text.height + 4 * text.size).rounded(.up))
      left = labelWidth + grid.gap
      top = grid.gap
      stepX = cellWidth + grid.gap
      stepY = cellHeight + labelHeight + grid.gap
      let rows = (cells.count + columns - 1) / columns
      width = left + columns * stepX
      height = top + rows * stepY
    }

    func corner(_ index: Int) -> (x: Int, y: Int) {
      (left + index % columns * stepX, top + index / columns * stepY)
    }
  }
}
