#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread of the operating system that runs one closure.
@safe package final class Worker: @unchecked Sendable {
  private let thread: pthread_t

  package init(_ body: @escaping @Sendable () -> Void) {
    let argument = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          if let argument = unsafe argument { unsafe Worker.enter(argument) }
          return nil
        }, argument)
      precondition(failure == 0, "the system refuses another thread")
      self.thread = thread
    #else
      var thread: pthread_t?
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          unsafe Worker.enter(argument)
          return nil
        }, argument)
      guard failure == 0, let thread = unsafe thread else {
        preconditionFailure("the system refuses another thread")
      }
      unsafe self.thread = thread
    #endif
  }

  /// Waits for the closure's end; to be called once.
  package func join() {
    #if canImport(Glibc)
      pthread_join(thread, nil)
    #else
      unsafe pthread_join(thread, nil)
    #endif
  }

  private static func enter(_ argument: UnsafeMutableRawPointer) {
    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
