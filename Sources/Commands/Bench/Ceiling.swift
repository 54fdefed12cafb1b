import KernelContract
import Synchronization
import Threads

/// The multiply-adds that a team could do if nothing else were in the way, at best.
struct Ceiling {
  private let kernels: any KernelTable
  private let team: Team
  /// The best so far, in 10^9 floating-point operations a second.
  private(set) var gigaflops = 0.0

  init(_ kernels: any KernelTable, _ team: Team) {
    self.kernels = kernels
    self.team = team
  }

  /// A few bursts of about a millisecond on every thread at once.
  mutating func burst() {
    for _ in 0..<4 {
      let done = Mutex(0.0)
      team.run(units: team.count) { _ in
        let own = Clock()
        var operations = 0.0
        repeat { operations += kernels.multiplyAddBurst(rounds: 2000) } while own.seconds < 1e-3
        let rate = operations / own.seconds
        done.withLock { $0 += rate }
      }
      gigaflops = max(gigaflops, done.withLock { $0 } / 1e9)
    }
  }
}
