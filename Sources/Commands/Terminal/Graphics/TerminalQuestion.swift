import CLibrary
import Threads

/// Asks the terminal that messages go to, and reads what it answers in the place of keys.
enum TerminalQuestion {
  /// As long as an answer from far away may take.
  private static let seconds = 1.0

  /// Empty where it does not answer, or where the program is not in its foreground: a question from behind would
  /// stop the program.
  static func answer(to question: String, until last: UInt8) -> String {
    let terminal = STDERR_FILENO
    var before = termios()
    guard tcgetpgrp(terminal) == getpgrp(), unsafe tcgetattr(terminal, &before) == 0 else {
      return ""
    }
    // Keys one by one and unseen; what is written, and Ctrl-C, as before.
    var asking = before
    asking.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard unsafe tcsetattr(terminal, TCSANOW, &asking) == 0 else { return "" }
    // What is typed meanwhile is dropped.
    defer { _ = unsafe tcsetattr(terminal, TCSAFLUSH, &before) }
    let letters = Array(question.utf8)
    guard unsafe write(terminal, letters, letters.count) == letters.count else { return "" }
    return read(terminal, until: last)
  }

  private static func read(_ terminal: Int32, until last: UInt8) -> String {
    var answer: [UInt8] = []
    var letter: UInt8 = 0
    let end = Clock.now() + seconds
    while answer.last != last, Clock.now() < end {
      var state = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      let left = Int32(max(1, (end - Clock.now()) * 1000))
      guard unsafe poll(&state, 1, left) > 0, unsafe CLibrary.read(terminal, &letter, 1) == 1
      else { break }
      answer.append(letter)
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
