import Files
import Images

/// Files that a command will write: their names are checked before the work, not after.
struct Output {
  let force: Bool

  init(_ line: ParsedLine) { force = line[Common.force] }

  /// A picture's name, whose ending must say PNG or JPEG.
  func picture(_ path: String) throws -> String {
    try PictureWriter.check(path, replacing: force)
    return path
  }

  /// An animation's name, whose ending must say GIF or PNG.
  func animation(_ path: String) throws -> String {
    try Animation.check(path, replacing: force)
    return path
  }

  /// The name of any other file.
  func file(_ path: String) throws -> String {
    if !force, FileFacts.exist(path) { throw FileError.exists(path: path) }
    return path
  }

  /// A folder to be filled with the named files, made if need be.
  func folder(_ path: String, for names: [String]) throws -> [String] {
    let paths = names.map { Path.join(path, $0) }
    for path in paths { _ = try file(path) }
    try Folder.make(path)
    return paths
  }

  func write(_ picture: Picture, to path: String) throws {
    try PictureWriter.write(picture, to: path, replacing: force)
  }

  /// Frames at 25 a second.
  func write(animation frames: [Picture], to path: String) throws {
    try Animation.write(frames, seconds: 0.04, to: path, replacing: force)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try WholeFile.write(bytes.span, to: path, replacing: force)
  }
}
