import Synchronization
import Threads

/// The memory that decoding takes, shared by all threads of the process: a decoder waits until there is
/// enough of it. Small pictures never wait, and of large ones as many are decoded at a time as fit.
///
/// One that needs more than all of it is decoded while no other is, since its size was allowed. So the
/// most that is taken is the larger of the limit and what one allowed picture takes, whatever the number
/// of threads.
package final class DecodingMemory: Sendable {
  static let shared = DecodingMemory(limit: 1 << 30)

  private let limit: Int
  private let state: Mutex<State>
  private let bell = Bell()

  private struct State {
    var free: Int
    /// Who comes first is served first: else a large picture would wait for ever among small ones.
    var nextTicket = 0
    var served = 0
  }

  package init(limit: Int) {
    self.limit = limit
    state = Mutex(State(free: limit))
  }

  /// Calls `body` once so many bytes are free, and keeps them until it returns. Must not be nested.
  package func take<Result, Failure: Error>(
    _ bytes: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = min(bytes, limit)
    let ticket = state.withLock { state in
      defer { state.nextTicket += 1 }
      return state.nextTicket
    }
    bell.sleep { !isServed(ticket, bytes) }
    // The next in line may fit beside this one.
    bell.ring()
    defer {
      state.withLock { $0.free += bytes }
      bell.ring()
    }
    return try body()
  }

  private func isServed(_ ticket: Int, _ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.served == ticket, state.free >= bytes else { return false }
      state.free -= bytes
      state.served += 1
      return true
    }
  }
}
