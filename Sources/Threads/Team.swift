import CLibrary
import Synchronization

/// A fixed team of threads that shares out numbered units of work.
///
/// `run` calls `work(unit)` once for every unit and returns when all are done. Which thread takes
/// which unit is left to chance, so a unit must write only what belongs to its number: then results
/// do not depend on the count of threads. Between runs the workers spin for a moment before they
/// sleep, because the next layer's work follows within microseconds.
package final class Team: Sendable {
  /// Threads that work at once, the caller of `run` among them.
  package let count: Int

  private let shared = Shared()
  private let workers: [Worker]
  private let isAtWork = Atomic<Bool>(false)

  /// A team of `threads`, or of as many as the system grants, since results do not depend on it; by
  /// default one for each processor that the process may use.
  package init(threads: Int = Processors.available) {
    precondition(threads >= 1, "a team of \(threads) threads")
    let shared = shared
    var workers: [Worker] = []
    while workers.count < threads - 1, let worker = try? Worker({ shared.serve() }) {
      workers.append(worker)
    }
    self.workers = workers
    count = workers.count + 1
  }

  deinit {
    shared.close()
    for worker in workers { worker.join() }
  }

  /// Calls `work` with 0 ..< units, each once, and returns when all calls have. Must not be nested, nor
  /// called by two threads at once: the team has one job at a time.
  package func run(units: Int, _ work: (Int) -> Void) {
    guard !isAtWork.exchange(true, ordering: .acquiring) else {
      fatalError("Team.run was called while another run of the same team had not returned")
    }
    defer { isAtWork.store(false, ordering: .releasing) }
    if count == 1 || units <= 1 {
      for unit in 0..<units { work(unit) }
      return
    }
    // The workers are done with the closure before this scope ends, so it does not really escape.
    withoutActuallyEscaping(work) { work in
      shared.start(Job(units: units, work: work))
      shared.takeUnits()
      shared.finish(workers: count - 1)
    }
  }
}

/// The units of one `run`.
private struct Job: @unchecked Sendable {
  let units: Int
  /// Called from several threads at once; `Team.run` says what its caller promises.
  let work: (Int) -> Void
}

/// What the threads of a team share.
///
/// `round` counts the jobs. A worker that sees it rise takes units until none is left, then adds
/// itself to `resting`. The job is replaced only while every worker rests.
private final class Shared: @unchecked Sendable {
  private let round = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let resting = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)
  private var job = Job(units: 0, work: { _ in })
  private let bell = Bell()

  func start(_ job: Job) {
    self.job = job
    resting.store(0, ordering: .relaxed)
    next.store(0, ordering: .relaxed)
    round.add(1, ordering: .sequentiallyConsistent)
    bell.ring()
  }

  func takeUnits() {
    while true {
      let unit = next.add(1, ordering: .relaxed).oldValue
      guard unit < job.units else { return }
      job.work(unit)
    }
  }

  func finish(workers: Int) {
    var patience = Patience()
    while resting.load(ordering: .acquiring) < workers { patience.wait() }
    job = Job(units: 0, work: { _ in })
  }

  func serve() {
    var seen = 0
    while true {
      var patience = Patience()
      while round.load(ordering: .sequentiallyConsistent) == seen {
        if closed.load(ordering: .acquiring) { return }
        if patience.isExhausted {
          bell.sleep {
            round.load(ordering: .sequentiallyConsistent) == seen
              && !closed.load(ordering: .sequentiallyConsistent)
          }
        } else {
          patience.wait()
        }
      }
      seen += 1
      takeUnits()
      resting.add(1, ordering: .releasing)
    }
  }

  func close() {
    closed.store(true, ordering: .sequentiallyConsistent)
    bell.ring()
  }
}

/// Spinning that grows polite: first looks again at once, then gives the processor away between looks.
private struct Patience {
  private var looks = 0
  /// After about two milliseconds of looking.
  var isExhausted: Bool { looks > 20_000 }

  mutating func wait() {
    looks += 1
    if looks > 2_000 { sched_yield() }
  }
}
