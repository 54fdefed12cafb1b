import CLibrary
import Training

/// What the program does about signals. While training, Ctrl-C, a request to end, a closed terminal and
/// a reader of the output who has left (`| head`) ask for a clean stop; a second Ctrl-C or request leaves
/// at once.
enum Interruption {
  /// What the handler raises; a handler can reach nothing but globals.
  static let flag = StopFlag()
  /// Raised by an order to stop: a second one leaves at once.
  private static let order = StopFlag()

  /// Whoever reads our output may leave before its end; that is no error.
  static func endQuietlyOnClosedPipe() { signal(SIGPIPE, SIG_DFL) }

  /// Where files may not grow further (ulimit -f), a write fails with an error that names its file; the
  /// signal would end the program without a word.
  static func goOnAtSizeLimit() { signal(SIGXFSZ, SIG_IGN) }

  /// From now on SIGINT, SIGTERM, SIGHUP and SIGPIPE raise the flag, which is returned.
  static func listen() -> StopFlag {
    // Made now: a handler must not.
    let (flag, _) = (flag, order)
    // Some parents start their children with these signals blocked.
    var numbers = sigset_t()
    unsafe sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] where number != SIGHUP || !outlivesTerminal {
      unsafe sigaddset(&numbers, number)
      signal(number) { number in
        // A terminal that is closed says so several times, and a closed pipe at every write: no orders.
        if number == SIGINT || number == SIGTERM {
          if Interruption.order.isRaised { _exit(ExitCode.interrupted.rawValue) }
          Interruption.order.raise()
        }
        Interruption.flag.raise()
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    return flag
  }

  /// Whether the program was started by nohup, to go on when its terminal is closed.
  private static var outlivesTerminal: Bool {
    let before = signal(SIGHUP, SIG_IGN)
    return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
