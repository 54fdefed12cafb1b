import CLibrary

/// What the system knows of a file without opening it.
package struct FileFacts: Sendable, Equatable {
  package enum Kind: Sendable {
    case file, folder, link
    /// A pipe, a socket or a terminal: what takes bytes as they come.
    case stream
    /// A disk, or nothing that we know.
    case other
  }

  package let kind: Kind
  /// In bytes.
  package let size: Int
  /// When the contents last changed: nanoseconds since 1970, which wrap around in 2262. To be compared
  /// for being equal only.
  package let modified: Int
  /// Device and inode: equal for two names exactly if both name one file.
  package let identity: Identity

  package struct Identity: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// The facts of what `path` names, a symbolic link followed unless `followingLinks` is false.
  package init(of path: String, followingLinks: Bool = true) throws(FileError) {
    var facts = stat()
    try retryingSyscall("read", path, .look) {
      followingLinks ? unsafe stat(path, &facts) : unsafe lstat(path, &facts)
    }
    self.init(facts)
  }

  /// The facts of what `path` names; nil where nothing has the name, and nothing could have it. That the
  /// system does not let us look says neither, and is thrown.
  package static func ifThere(
    _ path: String, followingLinks: Bool = true
  ) throws(FileError) -> FileFacts? {
    do throws(FileError) {
      return try FileFacts(of: path, followingLinks: followingLinks)
    } catch  where error.isAbsence {
      return nil
    }
  }

  /// Whether `path` names anything, be it only a symbolic link; throws where that cannot be told.
  package static func exist(_ path: String) throws(FileError) -> Bool {
    try ifThere(path, followingLinks: false) != nil
  }

  init(_ facts: stat) {
    kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO, S_IFSOCK, S_IFCHR: .stream
      default: .other
      }
    size = Int(facts.st_size)
    #if canImport(Glibc)
      let time = facts.st_mtim
    #else
      let time = facts.st_mtimespec
    #endif
    modified = Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
    identity = Identity(
      device: UInt64(truncatingIfNeeded: facts.st_dev), inode: UInt64(facts.st_ino))
  }
}
