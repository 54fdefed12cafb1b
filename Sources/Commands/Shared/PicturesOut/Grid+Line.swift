import Images

extension Grid {
  /// In pixels: as many have to lie in memory.
  private static let largest = 1 << 29

  /// The grid for `count` pictures that are so wide and high, with text at the left of each row that has
  /// any. Throws where it is too large for memory or for the format of the file: asked before the work that
  /// makes the pictures, not after.
  init(
    of count: Int, width: Int, height: Int, _ line: ParsedLine, columns: Int?,
    rowLabels: [String] = [], for file: PictureDestination
  ) throws {
    self.init(columns: columns)
    scale = line[Common.scale]
    self.rowLabels = rowLabels
    let size = size(of: count, width: width, height: height)
    guard size.width <= Grid.largest / size.height else {
      throw UsageError.rule(
        "\(file) would have \(size.width)x\(size.height) pixels, too large to hold in memory; give "
          + "fewer pictures or a smaller --scale")
    }
    try file.check(width: size.width, height: size.height)
  }
}

extension ModelInUse {
  /// The same for pictures of the model.
  func grid(
    of count: Int, _ line: ParsedLine, columns: Int?, rowLabels: [String] = [],
    for file: PictureDestination
  ) throws -> Grid {
    try Grid(
      of: count, width: architecture.width, height: architecture.height, line, columns: columns,
      rowLabels: rowLabels, for: file)
  }

  /// The same for pictures above what became of them.
  func grid(
    ofPairs count: Int, _ line: ParsedLine, for file: PictureDestination
  ) throws -> Grid {
    let one = Grid(columns: line[Common.pairColumns])
    let columns = one.columns(for: count)
    return try grid(of: 2 * one.rows(for: count) * columns, line, columns: columns, for: file)
  }
}
