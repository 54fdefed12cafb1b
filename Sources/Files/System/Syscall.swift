import CLibrary

/// The one door to the file system: every call of the program that opens, reads, writes, locks or names
/// files passes here. Listing a folder tells of failure in ways of its own.
///
/// A call that a signal interrupts is made again. One that the system refuses is thrown, with
/// `action` and `path` as the words for what was tried. `operation` is what a test is told of the call;
/// it is made up only while one watches.
@discardableResult
func retryingSyscall<Result: SignedInteger>(
  _ action: String, _ path: String, _ operation: @autoclosure () -> FileOperation,
  _ call: () -> Result
) throws(FileError) -> Result {
  while true {
    let result = FileWatch.isOn ? FileWatch.perform(operation(), at: path, call) : call()
    if result >= 0 { return result }
    if errno != EINTR { throw .system(path: path, action: action, code: errno) }
  }
}
