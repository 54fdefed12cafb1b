/// The time of a run, and what may be spent of it on other things than steps.
package struct Stopwatch {
  /// Seconds since the sitting began.
  private let now: () -> Double
  /// What the run had used before this sitting.
  private let earlier: Double

  /// The recent mean of the time between two steps, reports and checkpoints left out.
  private(set) var secondsPerStep = 0.0
  private var steps = 0
  private var stepStart: Double

  private var drawn = 0.0
  private var lastCheckpoint: Double
  private var checkpointCost = 0.0

  package init(earlier: Double, now: @escaping () -> Double) {
    self.now = now
    self.earlier = earlier
    stepStart = now()
    lastCheckpoint = now()
  }

  /// The run's time over all sittings.
  var total: Double { earlier + now() }

  /// Ends a step and returns the run's time.
  mutating func step() -> Double {
    let end = now()
    steps += 1
    // The mean of the first fifty, then of about the last fifty.
    secondsPerStep += (end - stepStart - secondsPerStep) / Double(min(steps, 50))
    return earlier + end
  }

  /// Starts the next step's time.
  mutating func resume() { stepStart = now() }

  /// Nil before the first step.
  func imagesPerSecond(batch: Int) -> Double? {
    secondsPerStep > 0 ? Double(batch) / secondsPerStep : nil
  }

  /// Draws, unless drawing has had its 3 % of the time already.
  package mutating func draw(always: Bool, _ body: () throws -> Void) rethrows {
    let start = now()
    guard always || drawn <= 0.03 * start else { return }
    try body()
    drawn += now() - start
  }

  /// What a crash may cost.
  package static let longestWithoutCheckpoint = 60.0

  /// After a minute; after a report also sooner, if that takes under 2 % of the time since the last.
  package func wantsCheckpoint(afterReport: Bool) -> Bool {
    let since = now() - lastCheckpoint
    return since >= Stopwatch.longestWithoutCheckpoint
      || afterReport && checkpointCost <= 0.02 * since
  }

  package mutating func checkpoint(_ write: () throws -> Void) rethrows {
    let start = now()
    try write()
    lastCheckpoint = now()
    checkpointCost = lastCheckpoint - start
  }
}
