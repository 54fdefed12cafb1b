import Synchronization

/// A wish to stop, raised by another thread or a signal handler and looked at after each step.
package final class StopFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  package init() {}

  package func raise() { raised.store(true, ordering: .releasing) }
  package var isRaised: Bool { raised.load(ordering: .acquiring) }
}
