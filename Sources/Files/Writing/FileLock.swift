import CLibrary

/// The right to work in a folder: one process has it at a time, until it drops the lock or dies.
///
/// The lock is the system's own on the file `name`, which holds the process id of whoever has it, for
/// people to read. A lock counts only if the name still leads to the locked file: between opening and
/// locking, the folder may have been renamed or the file removed by whoever had the lock, and then
/// others would lock another file of that name.
package struct FileLock: ~Copyable, Sendable {
  /// Specific to this program: it also marks folders that are its own work.
  package static let name = ".vae-img.lock"

  private let file: OpenFile

  /// Throws `FileError.locked`, which names the other process, if it is taken.
  package init(folder: String) throws(FileError) {
    let path = Path.join(folder, Self.name)
    while true {
      let file = try OpenFile.updating(path, made: true)
      guard try file.tryLock() else {
        throw .locked(folder: folder, holder: Self.holder(path))
      }
      guard try file.isNamed(path) else { continue }
      Self.note(in: file)
      // Before any other name in the folder: a power cut must not leave files in one that is not marked.
      try Folder.flush(folder)
      self.file = file
      return
    }
  }

  deinit { file.unlock() }

  /// Writes who has the lock. It holds without that: on a full disk, for one.
  private static func note(in file: borrowing OpenFile) {
    let text = Array("\(getpid())\n".utf8)
    try? file.resize(to: 0)
    try? file.write(text.span, at: 0)
  }

  private static func holder(_ path: String) -> Int? {
    guard let bytes = try? WholeFile.read(path, limit: 100) else { return nil }
    return Int(String(decoding: bytes.dropLast(), as: UTF8.self))
  }
}
