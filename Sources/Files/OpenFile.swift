#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open file, closed with its owner. Several threads may read and write it at offsets at once.
package struct OpenFile: ~Copyable, Sendable {
  /// The name that errors give the file.
  package let path: String
  let descriptor: Int32

  /// Opens for reading. Never waits: a pipe opens at once and is then no regular file. Errors speak of
  /// `name`, where that is another.
  package init(reading path: String, named name: String? = nil) throws(FileError) {
    try self.init(path, O_RDONLY | O_NONBLOCK, action: "open", named: name)
  }

  /// Opens for reading and writing with `flags`.
  init(writing path: String, _ flags: Int32, named name: String? = nil) throws(FileError) {
    try self.init(path, O_RDWR | flags, action: "write", named: name)
  }

  /// Opens a pipe or a terminal for writing alone: who could also read a pipe would never hear that its
  /// reader has left. Waits for a pipe's reader.
  init(appendingTo path: String) throws(FileError) {
    try self.init(path, O_WRONLY, action: "write")
  }

  private init(
    _ path: String, _ flags: Int32, action: String, named name: String? = nil
  ) throws(FileError) {
    self.path = name ?? path
    descriptor = try system(action, name ?? path) { unsafe open(path, flags | O_CLOEXEC, 0o666) }
  }

  deinit { close(descriptor) }

  package func facts() throws(FileError) -> FileFacts {
    var facts = stat()
    try system("read", path) { unsafe fstat(descriptor, &facts) }
    return FileFacts(facts)
  }

  /// The file's length, if it is a regular file.
  package func size() throws(FileError) -> Int {
    let facts = try facts()
    guard facts.kind == .file else { throw .notAFile(path: path) }
    return facts.size
  }

  /// Reads from `offset` on until `bytes` are full or the file ends; returns how many were read.
  package func read(at offset: Int, into bytes: inout MutableSpan<UInt8>) throws(FileError) -> Int {
    let buffer = unsafe bytes.withUnsafeMutableBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let got = try system("read", path) {
        unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
      }
      if got == 0 { break }
      count += got
    }
    return count
  }

  /// What is read as a whole at most.
  package static let largest = 1 << 31

  /// The bytes of a regular file of at most `limit` bytes.
  package func contents(limit: Int = largest) throws(FileError) -> [UInt8] {
    let size = try size()
    guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var span = unsafe MutableSpan(_unsafeElements: buffer)
      do throws(FileError) { count = try read(at: 0, into: &span) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all of `values`, as they lie in memory, from byte `offset` on.
  package func put(_ values: Span<some BitwiseCopyable>, at offset: Int) throws(FileError) {
    let buffer = unsafe values.withUnsafeBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[count...])
      count += try system("write", path) {
        unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
      }
    }
  }

  /// Writes all of `bytes` to a pipe or a terminal, which know no offsets.
  func append(_ bytes: Span<UInt8>) throws(FileError) {
    let buffer = unsafe bytes.withUnsafeBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[count...])
      count += try system("write", path) { unsafe write(descriptor, rest.baseAddress, rest.count) }
    }
  }

  package func resize(to size: Int) throws(FileError) {
    try system("resize", path) { ftruncate(descriptor, off_t(size)) }
  }

  /// Returns when the contents are on the disk.
  package func flush() throws(FileError) {
    try system("flush", path) { fsync(descriptor) }
  }

  /// Takes the file's lock, which ends with this owner or its process; false if another has it.
  func tryLock() throws(FileError) -> Bool {
    do throws(FileError) {
      try system("lock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch .system(_, _, EWOULDBLOCK) {
      return false
    }
  }

  /// Gives the file's lock back at once. Closing the file is not enough: a child that is just being
  /// started has a copy of the descriptor, and of the lock, until it becomes another program.
  func unlock() { flock(descriptor, LOCK_UN) }
}
