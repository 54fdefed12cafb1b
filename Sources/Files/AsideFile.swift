#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file on its way: written beside the name it will have, which it takes whole or not at all.
///
/// `publish` flushes the file to disk, renames it and flushes the folder, so that after a crash or a
/// power cut the name holds either the old contents or the new. Dropped unpublished, it is removed.
/// A process that dies leaves `NAME.PID.vae-img-part` behind, for `Folder.removeLeftovers` to find.
package struct AsideFile: ~Copyable, Sendable {
  /// What the name ends in meanwhile: specific to this program, since such files of the dead are removed.
  package static let ending = "vae-img-part"

  /// Whether the name is one that such a file has meanwhile.
  package static func hasName(_ name: String) -> Bool { name.hasSuffix(".\(ending)") }

  package let file: OpenFile
  private let path: String
  private let aside: String

  package init(for path: String) throws(FileError) {
    self.path = path
    // This gets some bytes more.
    let name = Path.beginning(of: Path.name(path), bytes: Path.longestName - 55)
    aside = Path.join(Path.parent(path), "\(name).\(getpid()).\(Self.ending)")
    file = try OpenFile(writing: aside, O_CREAT | O_TRUNC, named: path)
  }

  deinit { unsafe unlink(aside) }

  /// The same file, to be read also when this has been published and whatever takes its name then.
  package func reopened() throws(FileError) -> OpenFile {
    try OpenFile(reading: aside, named: path)
  }

  /// Without `replacing`, a file that has the name already is an error, and stays.
  package consuming func publish(replacing: Bool) throws(FileError) {
    try file.flush()
    if replacing {
      try system("write", path) { unsafe rename(aside, path) }
    } else {
      try claim()
    }
    try Folder.flush(Path.parent(path))
  }

  /// Takes the name only if it is free: by a second link, or where the file system has none (FAT) by
  /// an empty file that the rename then replaces.
  private func claim() throws(FileError) {
    do throws(FileError) {
      do throws(FileError) {
        try system("write", path) { unsafe link(aside, path) }
      } catch .system(_, _, EPERM), .system(_, _, EOPNOTSUPP) {
        _ = try OpenFile(writing: path, O_CREAT | O_EXCL)
        try system("write", path) { unsafe rename(aside, path) }
      }
    } catch .system(_, _, EEXIST) {
      throw .exists(path: path)
    }
  }
}
