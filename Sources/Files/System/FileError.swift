import CLibrary

/// A file operation that the system or a rule of ours refused.
package enum FileError: Error, Equatable, CustomStringConvertible {
  /// The system said no: what was tried ("open", "write", ...), and errno.
  case system(path: String, action: String, code: Int32)
  /// The file is there, and the caller did not say that it may be replaced.
  case exists(path: String)
  /// A symbolic link has the name of a file that is written in place: it could lead anywhere.
  case link(path: String)
  case tooLarge(path: String, bytes: Int, limit: Int)
  case notAFile(path: String)
  /// Another process works in the folder; its process id if it could be read.
  case locked(folder: String, holder: Int?)

  package var description: String {
    switch self {
    case .system(let path, let action, ENOSPC), .system(let path, let action, EDQUOT):
      "cannot \(action) \(path): the disk is full; free some space and try again"
    case .system(let path, let action, EFBIG):
      "cannot \(action) \(path): the file would be larger than the system allows"
    case .system(let path, let action, EISDIR):
      "cannot \(action) \(path): it is a folder; give another name"
    case .system(let path, let action, let code):
      "cannot \(action) \(path): \(unsafe String(cString: strerror(code)))"
    case .exists(let path):
      "\(path) already exists; give another name, or --force to replace it"
    case .link(let path):
      "\(path) is a symbolic link, and nothing is written through one; remove it"
    case .tooLarge(let path, let bytes, let limit):
      "\(path) has \(bytes) bytes; at most \(limit) are read"
    case .notAFile(let path):
      "\(path) is not a regular file"
    case .locked(let folder, let holder):
      "another vae-img\(holder.map { " (process \($0))" } ?? "") is working in \(folder); "
        + "wait for it to end, or give another folder"
    }
  }

  /// A folder has the name that a file was to get.
  package static func folder(_ path: String) -> FileError {
    .system(path: path, action: "write", code: EISDIR)
  }

  /// The name that a file was to get has more bytes than a name may have.
  package static func nameTooLong(_ path: String) -> FileError {
    .system(path: path, action: "write", code: ENAMETOOLONG)
  }

  /// Nothing has the name that was looked for.
  package var isMissing: Bool {
    if case .system(_, _, ENOENT) = self { true } else { false }
  }

  /// As `isMissing`, or a file stands where the name's folder would be.
  package var isAbsence: Bool {
    if case .system(_, _, ENOTDIR) = self { true } else { isMissing }
  }

  /// The system does not let this user do that.
  var isDenied: Bool {
    if case .system(_, _, let code) = self { [EACCES, EPERM, EROFS].contains(code) } else { false }
  }

  /// The file system has no such operation: locks on a network's, flushing a folder on some.
  var isUnsupported: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return [ENOSYS, ENOTSUP, EOPNOTSUPP, EINVAL, ENOLCK].contains(code)
  }

  /// A file cannot have a second name there: FAT and what is mounted from elsewhere know none, each
  /// with an error of its own, and a file may have as many as it can.
  var hasNoSecondNames: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return [EPERM, ENOSYS, ENOTSUP, EOPNOTSUPP, EINVAL, EMLINK, EXDEV].contains(code)
  }

  /// Another process works in the folder.
  package var isLocked: Bool {
    if case .locked = self { true } else { false }
  }
}
