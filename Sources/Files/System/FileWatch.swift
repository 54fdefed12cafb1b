import CLibrary
import Synchronization

/// How a test stands between the program and the file system: it sees every call on files below one
/// folder, in order, and may make any of them fail.
///
/// Only calls below its folder count, so tests that run side by side do not disturb each other. While
/// no test watches, a call costs the reading of one flag.
package final class FileWatch: Sendable {
  package enum Fault: Sendable {
    /// The call is not made, and the system seems to say this errno.
    case fails(Int32)
    /// A write takes half of its bytes, as the system may. Other calls are made.
    case fallsShort
  }

  /// A call that was made or refused.
  package struct Event: Sendable {
    package let operation: FileOperation
    /// What the call returned, such as a descriptor; negative where it failed.
    package let result: Int
  }

  private let folder: String
  private let fault: @Sendable (_ number: Int, _ operation: FileOperation) -> Fault?
  private let state = Mutex(State())

  private struct State {
    var calls = 0
    var events: [Event] = []
  }

  /// `fault` is asked before every call, which have numbers from 0 on; nil lets it pass.
  package init(
    below folder: String,
    fault: @escaping @Sendable (_ number: Int, _ operation: FileOperation) -> Fault? = { _, _ in
      nil
    }
  ) {
    self.folder = folder
    self.fault = fault
  }

  /// What happened, in the order in which the calls returned.
  package var events: [Event] { state.withLock(\.events) }

  /// Watches while `body` runs.
  package func during<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    FileWatch.watches.withLock { $0.append(self) }
    FileWatch.count.add(1, ordering: .sequentiallyConsistent)
    defer {
      FileWatch.watches.withLock { $0.removeAll { $0 === self } }
      FileWatch.count.subtract(1, ordering: .sequentiallyConsistent)
    }
    return try body()
  }

  // MARK: - The side of the program

  private static let count = Atomic<Int>(0)
  private static let watches = Mutex<[FileWatch]>([])

  static var isOn: Bool { count.load(ordering: .relaxed) > 0 }

  /// Makes the call, or does what the watch of `path` says instead; leaves errno as a call does.
  static func perform<Result: SignedInteger>(
    _ operation: FileOperation, at path: String, _ call: () -> Result
  ) -> Result {
    guard let watch = watches.withLock({ $0.first { $0.covers(path) } }) else { return call() }
    return watch.perform(operation, call)
  }

  private func covers(_ path: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }

  private func perform<Result: SignedInteger>(
    _ operation: FileOperation, _ call: () -> Result
  ) -> Result {
    let number = state.withLock { state in
      defer { state.calls += 1 }
      return state.calls
    }
    switch fault(number, operation) {
    case .fails(let code):
      record(operation, -1)
      errno = code
      return -1
    case .fallsShort:
      if case .write(let file, let offset?, let bytes) = operation, bytes.count > 1 {
        let half = Array(bytes[..<(bytes.count / 2)])
        let written = unsafe half.withUnsafeBytes {
          unsafe pwrite(file, $0.baseAddress, $0.count, off_t(offset))
        }
        record(.write(file: file, offset: offset, bytes: half), written)
        return Result(written)
      }
    case nil: break
    }
    let result = call()
    let code = errno
    record(operation, Int(result))
    errno = code
    return result
  }

  private func record(_ operation: FileOperation, _ result: Int) {
    state.withLock { $0.events.append(Event(operation: operation, result: result)) }
  }
}
