import CLibrary

/// Folders and the names in them.
package enum Folder {
  /// Whether the name is a folder's; throws where the system does not let us look.
  package static func exists(_ path: String) throws(FileError) -> Bool {
    try FileFacts.ifThere(path)?.kind == .folder
  }

  /// Makes the folder and those above it, if they are not there. When it returns, the new names are on
  /// the disk: what is flushed in a folder that a power cut takes away would be lost with it.
  package static func make(_ path: String) throws(FileError) {
    do throws(FileError) {
      try retryingSyscall("make the folder", path, .makeFolder(path: path)) {
        unsafe mkdir(path, 0o777)
      }
      try flush(Path.parent(path))
    } catch .system(_, let action, ENOENT) {
      let parent = Path.parent(path)
      // A file system such as /proc says so of any name, in a folder that is there.
      if try exists(parent) { throw .system(path: path, action: action, code: ENOENT) }
      try make(parent)
      try make(path)
    } catch .system(_, let action, EEXIST) {
      if try !exists(path) { throw .system(path: path, action: action, code: ENOTDIR) }
    }
  }

  /// Throws where no file can be made in the folder: asked before long work, not after.
  package static func checkWritable(_ path: String) throws(FileError) {
    let action = "write into the folder"
    if let facts = try? FileFacts(of: path), facts.kind != .folder {
      throw .system(path: path, action: action, code: ENOTDIR)
    }
    try retryingSyscall(action, path, .look) { unsafe access(path, W_OK | X_OK) }
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
  package static func backUp(_ path: String) throws(FileError) -> String {
    let path = Path.withoutTrailingSlashes(path)
    var number = 1
    while try FileFacts.exist("\(path).\(number)") { number += 1 }
    let backup = "\(path).\(number)"
    try rename(path, to: backup)
    return backup
  }

  /// The name that a folder had before it became a backup of that name; nil of what is none.
  package static func nameBeforeBackUp(_ name: String) -> String? {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex,
      Int(name[name.utf8.index(after: dot)...]).map({ $0 > 0 }) == true
    else { return nil }
    return String(name[..<dot])
  }

  /// The folder's own name, whatever leads to it; nil where the system does not say.
  package static func ownName(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe Path.name(String(cString: real))
  }

  /// Renames a backup to the name of an empty folder, which is removed if it is there; throws where that
  /// is not empty.
  package static func restore(_ backup: String, to empty: String) throws(FileError) {
    let empty = Path.withoutTrailingSlashes(empty)
    do throws(FileError) {
      try retryingSyscall("remove", empty, .removeFolder(path: empty)) { unsafe rmdir(empty) }
    } catch  where error.isMissing {
    }
    try rename(backup, to: empty)
  }

  private static func rename(_ path: String, to other: String) throws(FileError) {
    try retryingSyscall("rename", path, .rename(from: path, to: other)) {
      unsafe CLibrary.rename(path, other)
    }
    try flush(Path.parent(other))
  }

  /// Gives the file a second name, taken from whatever had it; where it can have none (`FileError`),
  /// nothing has the name then.
  package static func hardLink(_ path: String, as second: String) throws(FileError) {
    try removeFile(second)
    do throws(FileError) {
      try retryingSyscall("keep", path, .link(from: path, to: second)) {
        unsafe link(path, second)
      }
    } catch  where error.hasNoSecondNames {
    }
  }

  /// Removes the file, if it is there.
  package static func removeFile(_ path: String) throws(FileError) {
    do throws(FileError) {
      try retryingSyscall("remove", path, .remove(path: path)) { unsafe unlink(path) }
    } catch  where error.isMissing {
    }
  }

  /// Returns when the names in the folder are on the disk, where the file system can say so.
  static func flush(_ path: String) throws(FileError) {
    do throws(FileError) {
      try OpenFile(reading: path).flush()
    } catch  where error.isUnsupported || error.isDenied {
    }
  }
}
