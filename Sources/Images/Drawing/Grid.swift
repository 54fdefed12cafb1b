/// Pictures in rows and columns, with a gap between and around them. A strip is a grid of one row.
package struct Grid: Sendable {
  /// Cells in a row; by default as many as make the grid about square.
  package var columns: Int?
  /// Pixels between cells and around the grid, and the colour that shows there.
  package var gap = 2
  package var background = Color.white
  /// How many pixels wide and high a pixel of a cell becomes.
  package var scale = 1

  package init() {}

  /// The columns for `count` cells: as asked, or the smallest number not less than the rows.
  package func columns(for count: Int) -> Int {
    var side = 1
    while side * side < count { side += 1 }
    return min(columns ?? side, max(count, 1))
  }

  /// The cells from left to right and top to bottom, each in the middle of a place that has the
  /// size of the largest; grey if all of it is grey.
  package func draw(_ cells: [Picture]) -> Picture {
    precondition(!cells.isEmpty && gap >= 0 && scale > 0, "a grid of nothing")
    let columns = columns(for: cells.count)
    let rows = (cells.count + columns - 1) / columns
    let cellWidth = cells.reduce(0) { max($0, $1.width) } * scale
    let cellHeight = cells.reduce(0) { max($0, $1.height) } * scale
    var canvas = Canvas(
      width: gap + columns * (cellWidth + gap), height: gap + rows * (cellHeight + gap),
      background: background)
    for (i, cell) in cells.enumerated() {
      let x = gap + i % columns * (cellWidth + gap) + (cellWidth - cell.width * scale) / 2
      let y = gap + i / columns * (cellHeight + gap) + (cellHeight - cell.height * scale) / 2
      canvas.place(cell, x: x, y: y, scale: scale)
    }
    let isGrey = background.isGrey && cells.allSatisfy { $0.channels == 1 }
    return isGrey ? canvas.greyPicture : canvas.picture
  }
}
