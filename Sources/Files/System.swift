#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The one door to the file system: every call of the program that opens, writes, locks or names files
/// and whose failure matters passes here. Listing a folder and mapping a file tell of failure in ways of
/// their own.
///
/// A call that a signal interrupts is made again. One that the system refuses is thrown, with
/// `action` and `path` as the words for what was tried.
@discardableResult
func system<Result: SignedInteger>(
  _ action: String, _ path: String, _ call: () -> Result
) throws(FileError) -> Result {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR { throw .system(path: path, action: action, code: errno) }
  }
}
