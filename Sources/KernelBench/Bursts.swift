/// Speeds as the best of many bursts of about a millisecond. Those of an operation and those of its
/// ceiling take turns, so that other programs on the machine slow both alike, or neither.
enum Bursts {
  static let rounds = 24
  static let length = Duration.milliseconds(1)

  /// Both in 10^9 units of work a second. Each closure does some work and returns how much.
  static func best(of operation: () -> Double, ceiling: () -> Double) -> (
    rate: Double, ceiling: Double
  ) {
    var best = (rate: 0.0, ceiling: 0.0)
    for _ in 0..<rounds {
      best.ceiling = max(best.ceiling, rate(of: ceiling))
      best.rate = max(best.rate, rate(of: operation))
    }
    return best
  }

  /// Repeats `work` for the length of a burst.
  private static func rate(of work: () -> Double) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var done = 0.0
    var elapsed = Duration.zero
    repeat {
      done += work()
      elapsed = clock.now - start
    } while elapsed < length
    return done / (elapsed / .nanoseconds(1))
  }
}
