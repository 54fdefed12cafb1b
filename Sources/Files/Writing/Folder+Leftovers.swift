import CLibrary

/// Half-written files whose writers are gone.
extension Folder {
  /// Removes them, but for those that a later process goes on from, and those of other users that must not
  /// be removed.
  package static func removeLeftovers(in folder: String) throws(FileError) {
    for name in try names(in: folder) where isTemporary(name, .removed) {
      let path = Path.join(folder, name)
      guard let file = leftover(path) else { continue }
      try removeLeftover(file, path)
    }
  }

  /// Hands over what processes left of the file at `path` that another can go on from, then removes it.
  package static func takeLeftovers(
    of path: String, _ body: (borrowing OpenFile) throws(FileError) -> Void
  ) throws(FileError) {
    let folder = Path.parent(path)
    for name in try names(in: folder)
    where name.hasPrefix(Path.name(path) + ".") && isTemporary(name, .resumed) {
      let temporary = Path.join(folder, name)
      guard let file = leftover(temporary) else { continue }
      try body(file)
      try removeLeftover(file, temporary)
    }
  }

  /// NAME.HEXADECIMAL.ending
  private static func isTemporary(_ name: String, _ kind: AtomicFile.Leftover) -> Bool {
    let parts = name.split(separator: ".")
    return parts.count > 2 && parts[parts.count - 1] == kind.ending
      && parts[parts.count - 2].utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  /// The file, locked, if nobody is at work on it; see `AtomicFile`. Nil also where that cannot be told.
  private static func leftover(_ path: String) -> OpenFile? {
    guard let file = try? OpenFile.updating(path, made: false),
      (try? file.tryLock()) == true, (try? file.isNamed(path)) == true
    else { return nil }
    return file
  }

  private static func removeLeftover(
    _ file: borrowing OpenFile, _ path: String
  ) throws(FileError) {
    do throws(FileError) {
      try removeFile(path)
    } catch  where error.isDenied {
    }
  }
}
