import Testing
import Training

@Suite("What a run's time is spent on beside steps")
struct StopwatchTests {
  /// A clock that the test moves.
  private final class Time { var seconds = 0.0 }

  @Test("a checkpoint is due after a minute without one, so that a crash costs no more")
  func minute() throws {
    let time = Time()
    var watch = Stopwatch(earlier: 1000) { time.seconds }
    for start in [0.0, 60, 200] {
      time.seconds = start
      // Of three seconds: too slow for any but the due ones.
      watch.checkpoint { time.seconds += 3 }
      time.seconds = start + 3 + 59.5
      #expect(!watch.wantsCheckpoint(afterReport: false))
      time.seconds = start + 3 + 60
      #expect(watch.wantsCheckpoint(afterReport: false))
    }
  }

  @Test(
    "after a report one is due sooner, where it takes under a fiftieth of the time since the last")
  func afterReport() {
    let time = Time()
    var watch = Stopwatch(earlier: 0) { time.seconds }
    watch.checkpoint { time.seconds += 0.2 }
    time.seconds += 9.9
    #expect(!watch.wantsCheckpoint(afterReport: true))
    time.seconds += 0.2
    #expect(watch.wantsCheckpoint(afterReport: true) && !watch.wantsCheckpoint(afterReport: false))
  }

  @Test("drawing stops when it has had 3 % of the time, but for what is drawn always")
  func drawing() {
    let time = Time()
    var watch = Stopwatch(earlier: 0) { time.seconds }
    var drawn = 0
    func draw(always: Bool = false) {
      watch.draw(always: always) {
        drawn += 1
        time.seconds += 3
      }
    }
    draw()
    draw()
    #expect(drawn == 1)
    draw(always: true)
    #expect(drawn == 2)
    time.seconds = 200
    draw()
    #expect(drawn == 3)
  }
}
