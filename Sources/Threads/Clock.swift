import CLibrary

/// Seconds since it was started; it never goes back.
package struct Clock: Sendable {
  private let start = Clock.now()

  package init() {}

  package var seconds: Double { Clock.now() - start }

  /// Seconds since some time before.
  package static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
