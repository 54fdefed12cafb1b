import Threads

/// The time of a run, and what may be spent of it on other things than steps.
struct Stopwatch {
  private let clock: Clock
  /// What the run had used before this sitting.
  private let earlier: Double

  /// The recent mean of the time between two steps, reports and checkpoints left out.
  private(set) var secondsPerStep = 0.0
  private var steps = 0
  private var stepStart: Double

  private var drawn = 0.0
  private var lastCheckpoint: Double
  private var checkpointCost = 0.0

  init(_ clock: Clock, earlier: Double) {
    self.clock = clock
    self.earlier = earlier
    stepStart = clock.seconds
    lastCheckpoint = clock.seconds
  }

  /// The run's time over all sittings.
  var total: Double { earlier + clock.seconds }

  /// Ends a step and returns the run's time.
  mutating func step() -> Double {
    let now = clock.seconds
    steps += 1
    // The mean of the first fifty, then of about the last fifty.
    secondsPerStep += (now - stepStart - secondsPerStep) / Double(min(steps, 50))
    return earlier + now
  }

  /// Starts the next step's time.
  mutating func resume() { stepStart = clock.seconds }

  /// Nil before the first step.
  func imagesPerSecond(batch: Int) -> Double? {
    secondsPerStep > 0 ? Double(batch) / secondsPerStep : nil
  }

  /// Draws, unless drawing has had its 3 % of the time already.
  mutating func draw(always: Bool, _ body: () throws -> Void) rethrows {
    let start = clock.seconds
    guard always || drawn <= 0.03 * start else { return }
    try body()
    drawn += clock.seconds - start
  }

  /// After a minute; after a report also sooner, if that takes under 2 % of the time since the last.
  func wantsCheckpoint(afterReport: Bool) -> Bool {
    let since = clock.seconds - lastCheckpoint
    return since >= 60 || afterReport && checkpointCost <= 0.02 * since
  }

  mutating func checkpoint(_ write: () throws -> Void) rethrows {
    let start = clock.seconds
    try write()
    lastCheckpoint = clock.seconds
    checkpointCost = lastCheckpoint - start
  }
}
