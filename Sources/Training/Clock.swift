#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Seconds since it was started; it never goes back.
struct Clock: Sendable {
  private let start = Clock.now()

  var seconds: Double { Clock.now() - start }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
