import Files
import Images

/// Pictures of a model that get a file each in a folder, enlarged as --scale says.
struct PictureFiles {
  let paths: [String]
  private let output: Output
  private let frame: Grid

  /// Promises the files, the folder made if need be: before the work that makes the pictures.
  init(
    in folder: String, _ names: [String], _ line: ParsedLine, _ model: ModelInUse, _ output: Output
  ) throws {
    var frame = try model.grid(
      of: 1, line, columns: 1, for: PictureDestination(picture: Path.join(folder, "*.png")))
    frame.gap = 0
    self.frame = frame
    self.output = output
    paths = try output.folder(folder, for: names)
  }

  func write(_ pictures: [Picture]) throws {
    for (path, picture) in zip(paths, pictures) {
      try output.write(frame.draw([picture]), to: path)
    }
  }
}

extension ParsedLine {
  /// Refuses --columns where no grid is drawn that could have them.
  func refuseColumns(unless grid: PictureDestination?) throws(UsageError) {
    if grid == nil, has(Common.columns) {
      throw .rule("--columns has no effect where every picture gets a file of its own")
    }
  }
}
