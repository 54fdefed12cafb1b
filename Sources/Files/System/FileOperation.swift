/// One call on the file system. Files that are open go by their descriptors.
package enum FileOperation: Sendable {
  /// `creates` where the file is made if it is not there.
  case open(path: String, creates: Bool)
  /// Asks for facts of a name or an open file, and changes nothing.
  case look
  case read(file: Int32)
  /// `offset` is nil in a pipe.
  case write(file: Int32, offset: Int?, bytes: [UInt8])
  case resize(file: Int32, size: Int)
  case flush(file: Int32)
  case lock(file: Int32)
  case rename(from: String, to: String)
  case link(from: String, to: String)
  case remove(path: String)
  case makeFolder(path: String)
  case removeFolder(path: String)
}
