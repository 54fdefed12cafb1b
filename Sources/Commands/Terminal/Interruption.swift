import CLibrary
import Training

/// What the program does about signals. While training, Ctrl-C, a request to end, a closed terminal,
/// a reader of the output who has left (`| head`) and a scheduler's warning (SIGUSR1) ask for a clean stop; a
/// second Ctrl-C or request leaves at once, unless a launcher started the program among others, which passes on each
/// signal, perhaps twice, and has its own way to end all.
enum Interruption {
  /// What the handler raises; a handler can reach nothing but globals.
  static let flag = StopFlag()
  /// Raised by an order to stop: a second one leaves at once.
  private static let order = StopFlag()
  private static let launched = StopFlag()

  /// Whoever reads our output may leave before its end; that is no error.
  static func endQuietlyOnClosedPipe() { signal(SIGPIPE, SIG_DFL) }

  /// Where files may not grow further (ulimit -f), a write fails with an error that names its file; the
  /// signal would end the program without a word.
  static func goOnAtSizeLimit() { signal(SIGXFSZ, SIG_IGN) }

  /// From now on SIGINT, SIGTERM, SIGHUP, SIGPIPE and SIGUSR1 raise the flag, which is returned.
  static func listen(underLauncher: Bool = false) -> StopFlag {
    // Made now: a handler must not.
    let (flag, _, launched) = (flag, order, launched)
    if underLauncher { launched.raise() }
    // Some parents start their children with these signals blocked.
    var numbers = sigset_t()
    unsafe sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1]
    where number != SIGHUP || !outlivesTerminal {
      unsafe sigaddset(&numbers, number)
      signal(number) { number in
        // A terminal that is closed says so several times, and a closed pipe at every write: no orders.
        if number == SIGINT || number == SIGTERM {
          if Interruption.order.isRaised, !Interruption.launched.isRaised {
            _exit(ExitCode.interrupted.rawValue)
          }
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
