#if MPI
  import CLibrary
  import CMPI
  import Synchronization
  import Threads

  /// A thread that tells others once a second that this process lives, while it is busy and makes no calls of MPI.
  final class Pulse: Sendable {
    private let shared: Shared
    private let thread: Worker

    private static let interval = 1.0

    init(to ranks: [Int32], tag: Int32) throws(NoThread) {
      let shared = Shared()
      self.shared = shared
      thread = try Worker { shared.serve(ranks, tag) }
    }

    /// Unset, it is silent by the time that this returns.
    var isBeating: Bool {
      get { shared.isBeating.withLock { $0 } }
      set {
        shared.isBeating.withLock { $0 = newValue }
        shared.bell.ring()
      }
    }

    func stop() {
      shared.isStopped.store(true, ordering: .sequentiallyConsistent)
      shared.bell.ring()
      thread.join()
    }

    private final class Shared: Sendable {
      /// Held while it tells the others: calls of MPI are made by one thread at a time.
      let isBeating = Mutex(false)
      let isStopped = Atomic<Bool>(false)
      let bell = Bell()

      func serve(_ ranks: [Int32], _ tag: Int32) {
        while true {
          bell.sleep {
            !isBeating.withLock { $0 } && !isStopped.load(ordering: .sequentiallyConsistent)
          }
          let start = Clock.now()
          while Clock.now() - start < Pulse.interval, isBeating.withLock({ $0 }) { usleep(10_000) }
          if isStopped.load(ordering: .sequentiallyConsistent) { return }
          isBeating.withLock { isBeating in
            guard isBeating else { return }
            // One that is not there any more is found out where its answer is waited for.
            for rank in ranks { _ = cmpi_signal(rank, tag) }
          }
        }
      }
    }
  }

  /// Waits between looks at what others are to do: none at first, then as long as others need the processor, then so long
  /// that it is free for others.
  struct Naps {
    private var looks = 0

    mutating func next() {
      looks += 1
      if looks > 20_000 {
        usleep(500)
      } else if looks > 2_000 {
        sched_yield()
      }
    }
  }
#endif
