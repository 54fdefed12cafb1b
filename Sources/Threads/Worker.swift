import CLibrary

/// A thread of the operating system that runs one closure.
@safe package final class Worker: @unchecked Sendable {
  private let thread: pthread_t

  package init(_ body: @escaping @Sendable () -> Void) throws(NoThread) {
    let argument = unsafe Unmanaged.passRetained(Body(body))
    #if canImport(Glibc)
      var thread = pthread_t()
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          if let argument = unsafe argument { unsafe Worker.enter(argument) }
          return nil
        }, argument.toOpaque())
      guard failure == 0 else {
        unsafe argument.release()
        throw NoThread()
      }
      self.thread = thread
    #else
      var thread: pthread_t?
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          unsafe Worker.enter(argument)
          return nil
        }, argument.toOpaque())
      guard failure == 0, let thread = unsafe thread else {
        unsafe argument.release()
        throw NoThread()
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

/// The system has no thread left for this process, or no memory for one.
package struct NoThread: Error, CustomStringConvertible {
  package var description: String {
    "the system refuses another thread: run fewer at once, or raise its limit (ulimit -u)"
  }
}
