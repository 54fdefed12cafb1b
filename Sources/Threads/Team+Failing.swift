import Synchronization

extension Team {
  /// Calls `work` with 0 ..< units, each once, until one throws: no other begins then, and what one of
  /// those that had begun threw is thrown. Must not be nested.
  package func tryRun<Failure: Error>(
    units: Int, _ work: (Int) throws(Failure) -> Void
  ) throws(Failure) {
    let failure = Mutex<Failure?>(nil)
    run(units: units) { unit in
      guard failure.withLock({ $0 == nil }) else { return }
      do throws(Failure) {
        try work(unit)
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
