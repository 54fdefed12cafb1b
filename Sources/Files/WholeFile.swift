#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private let systemRead = unsafe read
private let systemWrite = unsafe write

/// Files read and written as a whole. All writing of the program goes through `write`.
package enum WholeFile {
  /// The bytes of a regular file of at most `limit` bytes.
  package static func read(_ path: String, limit: Int = 1 << 31) throws(FileError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .last(path, "open") }
    defer { close(file) }
    var facts = stat()
    guard unsafe fstat(file, &facts) == 0 else { throw .last(path, "look at") }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    let size = Int(facts.st_size)
    guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = unsafe systemRead(file, buffer.baseAddress! + count, size - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = .last(path, "read") }
        if got <= 0 { return }
        count += got
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Puts `bytes` at `path` whole or not at all: written beside, flushed to disk, renamed.
  /// Without `replacing`, a file that is there already is an error.
  package static func write(
    _ bytes: Span<UInt8>, to path: String, replacing: Bool
  ) throws(FileError) {
    let aside = "\(path).\(getpid()).part"
    let file = unsafe open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .last(path, "write") }
    do throws(FileError) {
      defer { close(file) }
      try writeAll(bytes, file, path)
      guard fsync(file) == 0 else { throw .last(path, "flush") }
    } catch {
      unsafe unlink(aside)
      throw error
    }
    try publish(aside, as: path, replacing: replacing)
  }

  private static func writeAll(
    _ bytes: Span<UInt8>, _ file: Int32, _ path: String
  ) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let got = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemWrite(file, buffer.baseAddress! + written, bytes.count - written)
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw .last(path, "write") }
      written += got
    }
  }

  /// Gives the finished file its name. `link` refuses an existing name where `rename` would replace it.
  private static func publish(
    _ aside: String, as path: String, replacing: Bool
  ) throws(FileError) {
    defer { unsafe unlink(aside) }
    let result = replacing ? unsafe rename(aside, path) : unsafe link(aside, path)
    if result == 0 { return }
    throw errno == EEXIST ? .exists(path: path) : .last(path, "write")
  }
}
