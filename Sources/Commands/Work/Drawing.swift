import Analysis
import Images

/// How commands lay out pictures.
enum Drawing {
  /// In pixels: as many have to lie in memory.
  private static let largestGrid = 1 << 29

  /// A grid, with text at the left of each row that has any.
  static func grid(
    _ cells: [Picture], _ line: ParsedLine, columns: Int?, rowLabels: [String] = []
  ) throws(UsageError) -> Picture {
    var grid = Grid(columns: columns)
    grid.scale = line[Common.scale]
    grid.rowLabels = rowLabels
    let size = grid.size(of: cells)
    guard size.width <= largestGrid / size.height else {
      throw .rule(
        "the grid would have \(size.width)x\(size.height) pixels; give a smaller --scale or fewer "
          + "pictures")
    }
    return grid.draw(cells)
  }

  /// A picture, what the model makes of it, and how far apart they are at each place.
  static func heatMap(
    _ picture: FittedPicture, _ decoded: [Float], _ model: ModelInUse, _ line: ParsedLine
  ) throws(UsageError) -> Picture {
    let map = HeatMap.picture(
      picture.values.span, decoded.span, width: model.architecture.width,
      height: model.architecture.height, channels: model.architecture.channels)
    return try grid([picture.picture, model.picture(decoded), map], line, columns: 3)
  }

  /// Rows of `upper` in turns with the rows of `lower` that belong to them, the last ones filled
  /// up with blanks.
  static func pairs(_ upper: [Picture], above lower: [Picture], columns: Int) -> [Picture] {
    var cells: [Picture] = []
    for start in stride(from: 0, to: upper.count, by: columns) {
      let row = start..<min(start + columns, upper.count)
      for pictures in [upper, lower] {
        cells += pictures[row]
        if row.upperBound < start + columns, let first = pictures.first {
          cells += Array(repeating: blank(like: first), count: start + columns - row.upperBound)
        }
      }
    }
    return cells
  }

  private static func blank(like picture: Picture) -> Picture {
    Picture(
      width: picture.width, height: picture.height, channels: picture.channels,
      pixels: Array(repeating: 255, count: picture.pixels.count))
  }
}
