#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Folders and the names in them.
package enum Folder {
  package static func exists(_ path: String) -> Bool {
    (try? FileFacts(of: path))?.kind == .folder
  }

  /// Makes the folder and those above it, if they are not there.
  package static func make(_ path: String) throws(FileError) {
    do throws(FileError) {
      try system("make the folder", path) { unsafe mkdir(path, 0o777) }
    } catch .system(_, let action, ENOENT) {
      let parent = Path.parent(path)
      // A file system such as /proc says so of any name, in a folder that is there.
      if exists(parent) { throw .system(path: path, action: action, code: ENOENT) }
      try make(parent)
      try make(path)
    } catch .system(_, let action, EEXIST) {
      if !exists(path) { throw .system(path: path, action: action, code: ENOTDIR) }
    }
  }

  /// Throws where no file can be made in the folder: asked before long work, not after.
  package static func checkWritable(_ path: String) throws(FileError) {
    let action = "write into the folder"
    if let facts = try? FileFacts(of: path), facts.kind != .folder {
      throw .system(path: path, action: action, code: ENOTDIR)
    }
    try system(action, path) { unsafe access(path, W_OK | X_OK) }
  }

  /// The names in the folder, in the order of their bytes, without "." and "..".
  package static func names(in path: String) throws(FileError) -> [String] {
    guard let stream = unsafe opendir(path) else {
      throw .system(path: path, action: "list the folder", code: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(path: path, action: "list the folder", code: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Renames the folder to the first free of "NAME.1", "NAME.2", ...; returns its new path.
  package static func moveAside(_ path: String) throws(FileError) -> String {
    let path = Path.withoutTrailingSlashes(path)
    var number = 1
    while FileFacts.exist("\(path).\(number)") { number += 1 }
    let aside = "\(path).\(number)"
    try system("rename", path) { unsafe rename(path, aside) }
    try flush(Path.parent(path))
    return aside
  }

  /// Renames the folder to the name of an empty one, which is removed if it is there; throws where that
  /// is not empty.
  package static func moveBack(_ path: String, to empty: String) throws(FileError) {
    let empty = Path.withoutTrailingSlashes(empty)
    do throws(FileError) {
      try system("remove", empty) { unsafe rmdir(empty) }
    } catch  where error.isMissing {
    }
    try system("rename", path) { unsafe rename(path, empty) }
    try flush(Path.parent(empty))
  }

  /// Gives the file a second name, taken from whatever had it; where the file system knows no second
  /// names (FAT), or the file lies on another one, nothing has the name then.
  package static func keep(_ path: String, as second: String) throws(FileError) {
    try removeFile(second)
    do throws(FileError) {
      try system("keep", path) { unsafe link(path, second) }
    } catch .system(_, _, EPERM), .system(_, _, EOPNOTSUPP), .system(_, _, EXDEV) {
    }
  }

  /// Removes the file, if it is there.
  package static func removeFile(_ path: String) throws(FileError) {
    do throws(FileError) {
      try system("remove", path) { unsafe unlink(path) }
    } catch  where error.isMissing {
    }
  }

  /// Removes the half-written files of processes that died, but for those of other users that must not be
  /// removed.
  package static func removeLeftovers(in path: String) throws(FileError) {
    for name in try names(in: path) {
      let parts = name.split(separator: ".")
      guard let ending = parts.last, ending == AsideFile.ending,
        let process = parts.dropLast().last.flatMap({ Int32($0) })
      else { continue }
      let isAlive = kill(process, 0) == 0 || errno != ESRCH
      if isAlive { continue }
      do throws(FileError) {
        try removeFile(Path.join(path, name))
      } catch .system(_, _, EPERM), .system(_, _, EACCES) {
      }
    }
  }

  /// Returns when the names in the folder are on the disk, where the file system can say so.
  static func flush(_ path: String) throws(FileError) {
    do throws(FileError) {
      try OpenFile(reading: path).flush()
    } catch .system(_, _, EINVAL), .system(_, _, EACCES) {
    }
  }
}
