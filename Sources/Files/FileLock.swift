#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right to work in a folder: one process has it at a time, until it drops the lock or dies.
///
/// The lock is the system's own on the file `name`, which holds the process id of whoever has it
/// and stays behind, since removing it would let two processes lock two files of one name.
package struct FileLock: ~Copyable, Sendable {
  /// Specific to this program: it also marks folders that are its own work.
  package static let name = ".vae-img.lock"

  private let file: OpenFile

  /// Throws `FileError.locked`, which names the other process, if it is taken.
  package init(folder: String) throws(FileError) {
    let path = Path.join(folder, Self.name)
    let file = try OpenFile(writing: path, O_CREAT)
    guard try file.tryLock() else {
      throw .locked(folder: folder, holder: Self.holder(path))
    }
    let text = Array("\(getpid())\n".utf8)
    try file.resize(to: 0)
    try file.put(text.span, at: 0)
    self.file = file
  }

  deinit { file.unlock() }

  private static func holder(_ path: String) -> Int? {
    guard let bytes = try? WholeFile.read(path, limit: 100) else { return nil }
    return Int(String(decoding: bytes.dropLast(), as: UTF8.self))
  }
}
