import CLibrary

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

  /// Makes a new file, for reading and writing; an error where anything has the name, be it a link.
  init(creating path: String, named name: String? = nil) throws(FileError) {
    try self.init(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, action: "write", named: name)
  }

  /// Opens a regular file to be changed in place, `made` if it is not there. A symbolic link is refused:
  /// in a folder that somebody else filled it could lead to any file of the user's.
  static func updating(_ path: String, made: Bool) throws(FileError) -> OpenFile {
    do throws(FileError) {
      let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | (made ? O_CREAT : 0)
      let file = try OpenFile(path, flags, action: "write")
      _ = try file.size()
      return file
    } catch {
      let facts = try? FileFacts(of: path, followingLinks: false)
      throw facts?.kind == .link ? .link(path: path) : error
    }
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
    descriptor = try retryingSyscall(
      action, name ?? path, .open(path: path, creates: flags & O_CREAT != 0)
    ) {
      unsafe open(path, flags | O_CLOEXEC, 0o666)
    }
  }

  deinit { close(descriptor) }

  // MARK: - Facts

  package func facts() throws(FileError) -> FileFacts {
    var facts = stat()
    try retryingSyscall("read", path, .look) { unsafe fstat(descriptor, &facts) }
    return FileFacts(facts)
  }

  /// The file's length, if it is a regular file.
  package func size() throws(FileError) -> Int {
    let facts = try facts()
    guard facts.kind == .file else { throw .notAFile(path: path) }
    return facts.size
  }

  /// Whether `path` still names this file: it may have been removed or renamed since it was opened.
  func isNamed(_ path: String) throws(FileError) -> Bool {
    do throws(FileError) {
      let there = try FileFacts(of: path, followingLinks: false)
      return try facts().identity == there.identity
    } catch  where error.isMissing {
      return false
    }
  }

  // MARK: - Reading

  /// Reads from byte `offset` on until `values` are full or the file ends; returns how many bytes were
  /// read.
  package func read(
    at offset: Int, into values: inout MutableSpan<some BitwiseCopyable>
  ) throws(FileError) -> Int {
    let buffer = unsafe values.withUnsafeMutableBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let got = try retryingSyscall("read", path, .read(file: descriptor)) {
        unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
      }
      if got == 0 { break }
      count += got
    }
    return count
  }

  /// The `count` bytes from `offset` on, or as many as there are.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var span = unsafe MutableSpan(_unsafeElements: buffer.extracting(0..<count))
      do throws(FileError) { filled = try read(at: offset, into: &span) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// What is read as a whole at most.
  package static let largest = 1 << 31

  /// The bytes of a regular file of at most `limit` bytes.
  package func contents(limit: Int = largest) throws(FileError) -> [UInt8] {
    let size = try size()
    guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
    return try bytes(at: 0, count: size)
  }

  // MARK: - Writing

  /// Writes all of `values`, as they lie in memory, from byte `offset` on.
  package func write(
    _ values: Span<some BitwiseCopyable>, at offset: Int
  ) throws(FileError) {
    let buffer = unsafe values.withUnsafeBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[count...])
      let place = offset + count
      count += try retryingSyscall(
        "write", path, .write(file: descriptor, offset: place, bytes: unsafe Array(rest))
      ) {
        unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(place))
      }
    }
  }

  /// Writes all of `bytes` to a pipe or a terminal, which know no offsets.
  func append(_ bytes: Span<UInt8>) throws(FileError) {
    let buffer = unsafe bytes.withUnsafeBytes { unsafe $0 }
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[count...])
      count += try retryingSyscall(
        "write", path, .write(file: descriptor, offset: nil, bytes: unsafe Array(rest))
      ) {
        unsafe CLibrary.write(descriptor, rest.baseAddress, rest.count)
      }
    }
  }

  package func resize(to size: Int) throws(FileError) {
    try retryingSyscall("resize", path, .resize(file: descriptor, size: size)) {
      ftruncate(descriptor, off_t(size))
    }
  }

  /// Returns when the contents are on the disk.
  package func flush() throws(FileError) {
    try retryingSyscall("flush", path, .flush(file: descriptor)) { fsync(descriptor) }
  }

  // MARK: - Locking

  /// Takes the file's lock, which ends with this owner or its process; false if another has it.
  func tryLock() throws(FileError) -> Bool {
    do throws(FileError) {
      try retryingSyscall("lock", path, .lock(file: descriptor)) {
        flock(descriptor, LOCK_EX | LOCK_NB)
      }
      return true
    } catch .system(_, _, EWOULDBLOCK) {
      return false
    }
  }

  /// Gives the file's lock back at once. Closing the file is not enough: a child that is just being
  /// started has a copy of the descriptor, and of the lock, until it becomes another program.
  func unlock() { flock(descriptor, LOCK_UN) }
}
