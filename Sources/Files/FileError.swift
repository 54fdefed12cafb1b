#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file operation that the system or a rule of ours refused.
package enum FileError: Error, Equatable, CustomStringConvertible {
  /// The system said no: what was tried ("open", "write", ...), and errno.
  case system(path: String, action: String, code: Int32)
  /// The file is there, and the caller did not say that it may be replaced.
  case exists(path: String)
  case tooLarge(path: String, bytes: Int, limit: Int)
  case notAFile(path: String)

  package var description: String {
    switch self {
    case .system(let path, let action, let code):
      "cannot \(action) \(path): \(unsafe String(cString: strerror(code)))"
    case .exists(let path):
      "\(path) is there already; give another name, or --force to replace it"
    case .tooLarge(let path, let bytes, let limit):
      "\(path) has \(bytes) bytes; at most \(limit) are read"
    case .notAFile(let path):
      "\(path) is not a regular file"
    }
  }

  /// The failure that errno describes now.
  package static func last(_ path: String, _ action: String) -> FileError {
    .system(path: path, action: action, code: errno)
  }
}
