import Files
import Images

/// Files that a command will write: their names are checked before the work, not after.
final class Output {
  private let line: ParsedLine
  private var force: Bool { line[Common.force] }
  /// What was promised already.
  private var promised: Set<Place> = []

  /// A name in a folder, however the two are spelt: x.png, ./x.png. A folder that is yet to be made is
  /// nil; no command makes two.
  private struct Place: Hashable {
    let folder: FileFacts.Identity?
    /// Its bytes, as `Path.same` compares.
    let name: [UInt8]

    init(_ path: String) throws(FileError) {
      folder = try FileFacts.ifThere(Path.parent(path))?.identity
      name = Array(Path.name(path).utf8)
    }
  }

  init(_ line: ParsedLine) { self.line = line }

  // MARK: - Before the work

  /// A picture's name, whose ending must say PNG or JPEG.
  func picture(_ path: String) throws -> PictureDestination {
    let destination = try PictureDestination(
      picture: StandardOutput.name(path, usual: "png"))
    _ = try file(destination.path)
    return destination
  }

  /// The grid of a command that can also give each picture a file in the folder `each`: none where only
  /// those are asked for.
  func grid(_ path: String?, or standard: String, beside each: String?) throws
    -> PictureDestination?
  {
    path == nil && each != nil ? nil : try picture(path ?? standard)
  }

  /// An animation's name, whose ending must say GIF or PNG.
  func animation(_ path: String) throws -> PictureDestination {
    if StandardOutput.isNamed(path) {
      throw UsageError.rule(
        "an animation needs a file; only what -o names can go to standard output")
    }
    let destination = try PictureDestination(animation: path)
    _ = try file(path)
    return destination
  }

  /// The name of any other file.
  func file(_ path: String, isText: Bool = false) throws -> String {
    if StandardOutput.isNamed(path) {
      try StandardOutput.check(line, isText: isText)
      return path
    }
    try take(path)
    try Folder.checkWritable(Path.parent(path))
    return path
  }

  /// A folder to be filled with the named files, made if need be.
  func folder(_ path: String, for names: [String]) throws -> [String] {
    let paths = names.map { Path.join(path, $0) }
    for path in paths { try take(path) }
    try make(path)
    return paths
  }

  /// A folder, made if need be, for files whose names the work decides: it must not hold one that
  /// could be among them, unless they may be replaced.
  func folder(_ path: String, toFill isOneOfThem: (String) -> Bool) throws {
    try make(path)
    if !force, let name = try Folder.names(in: path).first(where: isOneOfThem) {
      throw FileError.exists(path: Path.join(path, name))
    }
  }

  /// Makes the folder if need be, or rids it of what commands left there that were killed, if it can.
  private func make(_ folder: String) throws {
    try Folder.make(folder)
    try Folder.checkWritable(folder)
    try? Folder.removeLeftovers(in: folder)
  }

  /// Promises the file, if its name is free or may be replaced, and it is promised once only.
  private func take(_ path: String) throws {
    if Path.name(path).utf8.count > Path.longestName { throw FileError.nameTooLong(path) }
    if try Folder.exists(path) { throw FileError.folder(path) }
    if !force, try FileFacts.exist(path) { throw FileError.exists(path: path) }
    guard promised.insert(try Place(path)).inserted else {
      throw UsageError.rule("\(path) cannot be two files; give one of them another name")
    }
  }

  // MARK: - After it

  func write(_ picture: Picture, to file: PictureDestination) throws {
    try write(PictureWriter.bytes(of: picture, for: file), to: file.path)
  }

  /// To one of a folder's files, whose names the command made.
  func write(_ picture: Picture, to path: String) throws {
    try PictureWriter.write(picture, to: path, replacing: force)
  }

  /// Frames at 25 a second.
  func write(animation frames: [Picture], to file: PictureDestination) throws {
    try Animation.write(frames, seconds: 0.04, to: file, replacing: force)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    if StandardOutput.isNamed(path) { return try Console.put(bytes) }
    try WholeFile.write(bytes.span, to: path, replacing: force)
  }
}
