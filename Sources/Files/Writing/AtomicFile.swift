import CLibrary

/// A file that gets its name whole or not at all: it is written beside it under a temporary one.
///
/// `publish` flushes the file to disk, renames it and flushes the folder, so that after a crash or a
/// power cut the name holds either the old contents or the new. Dropped unpublished, it is removed.
///
/// The temporary name is drawn at random and must be new, so that nobody who may write into the folder
/// can have put a file or a link there before. Whoever writes the file holds its lock; a process that
/// dies loses it. So a file of such a name that can be locked is a leftover, whichever machine or
/// container its writer ran on, and `Folder.removeLeftovers` knows it by that: a process number in the
/// name would say nothing to another container that shares the folder.
package struct AtomicFile: ~Copyable, Sendable {
  /// What becomes of the file if its writer dies.
  package enum Leftover: String, Sendable, CaseIterable {
    /// The next process removes it.
    case removed = "vae-img-part"
    /// A later process goes on from it; see `Folder.takeLeftovers`.
    case resumed = "vae-img-unfinished"

    /// What the temporary name ends in: specific to this program, since leftovers are removed.
    package var ending: String { rawValue }
  }

  /// Whether the name is one that such a file has meanwhile.
  package static func hasTemporaryName(_ name: String) -> Bool {
    Leftover.allCases.contains { name.hasSuffix(".\($0.ending)") }
  }

  package let file: OpenFile
  private let path: String
  private let temporaryPath: String
  private var isLeft = false

  package init(for path: String, leftover: Leftover = .removed) throws(FileError) {
    self.path = path
    while true {
      let temporaryPath = AtomicFile.temporaryPath(for: path, leftover)
      let file = try OpenFile(creating: temporaryPath, named: path)
      do throws(FileError) {
        if try AtomicFile.hold(file, temporaryPath) {
          self.file = file
          self.temporaryPath = temporaryPath
          return
        }
      } catch {
        try? Folder.removeFile(temporaryPath)
        throw error
      }
    }
  }

  deinit { if !isLeft { try? Folder.removeFile(temporaryPath) } }

  /// NAME.RANDOM.ending, 16 hexadecimal digits from the system's source of secrets.
  private static func temporaryPath(for path: String, _ leftover: Leftover) -> String {
    let random = NumberText.padded(UInt64.random(in: 0 ... .max), 16, radix: 16)
    let rest = ".\(random).\(leftover.ending)"
    let name = Path.beginning(of: Path.name(path), bytes: Path.longestName - rest.utf8.count)
    return Path.join(Path.parent(path), name + rest)
  }

  /// Takes the new file's lock; false if another process took the file for a leftover in the moment
  /// before, and removes it.
  private static func hold(
    _ file: borrowing OpenFile, _ temporaryPath: String
  ) throws(FileError) -> Bool {
    do throws(FileError) {
      guard try file.tryLock() else { return false }
    } catch  where error.isUnsupported {
      // Nobody can take it for a leftover there.
      return true
    }
    return try file.isNamed(temporaryPath)
  }

  /// The same file, to be read also when this has been published and whatever takes its name then.
  package func reopened() throws(FileError) -> OpenFile {
    try OpenFile(reading: temporaryPath, named: path)
  }

  /// Leaves the file as its writer's death would.
  package mutating func leave() { isLeft = true }

  // MARK: - Publishing

  /// Without `replacing`, a file that has the name already is an error, and stays.
  package consuming func publish(replacing: Bool) throws(FileError) {
    try file.flush()
    if replacing { try rename() } else { try takeFreeName() }
    try Folder.flush(Path.parent(path))
  }

  private func rename() throws(FileError) {
    try retryingSyscall("write", path, .rename(from: temporaryPath, to: path)) {
      unsafe CLibrary.rename(temporaryPath, path)
    }
  }

  /// Takes the name only if it is free: by a second link, or where the file system has none by an empty
  /// file that the rename then replaces.
  private func takeFreeName() throws(FileError) {
    do throws(FileError) {
      do throws(FileError) {
        try retryingSyscall("write", path, .link(from: temporaryPath, to: path)) {
          unsafe link(temporaryPath, path)
        }
      } catch  where error.hasNoSecondNames {
        try replaceEmptyFile()
      }
    } catch .system(_, _, EEXIST) {
      throw .exists(path: path)
    }
  }

  private func replaceEmptyFile() throws(FileError) {
    let empty = try OpenFile(creating: path)
    do throws(FileError) {
      try rename()
    } catch {
      if (try? empty.isNamed(path)) == true { try? Folder.removeFile(path) }
      throw error
    }
  }
}
