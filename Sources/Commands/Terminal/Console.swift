import CLibrary
import Files
import Synchronization
import Threads

private let systemWrite = unsafe write

/// Where the program speaks: data to standard output, messages to standard error.
///
/// One line of progress stands at the foot of a terminal and is wiped before anything else is said;
/// away from a terminal there is none. Messages are dropped under --quiet; errors never, nor what was skipped.
package final class Console: Sendable {
  let isQuiet: Bool
  /// Whether the answer is wanted as JSON.
  let wantsJSON: Bool
  /// Whether a file goes to standard output, and so what would be said there to standard error.
  private let outputIsFile: Bool
  /// Whether messages go to a terminal that can redraw a line.
  private let isTerminal: Bool
  private let hasColour: Bool
  private let progress = Mutex(Progress())
  /// Under --quiet, the first of what was skipped: told at the end.
  private let skipped = Mutex<[String]>([])

  private struct Progress {
    var isShown = false
    /// Before this moment it is not drawn again: twenty times a second are enough for eyes.
    var next = 0.0
  }

  init(_ line: ParsedLine) {
    isQuiet = line[Common.quiet]
    wantsJSON = line[Common.json]
    outputIsFile = line.leavesOutputToFile
    // One that does not say what it is gets nothing that it might show as letters.
    isTerminal =
      isatty(STDERR_FILENO) == 1 && !["", "dumb"].contains(Console.variable("TERM"))
    hasColour = isTerminal && Console.variable("NO_COLOR").isEmpty
  }

  /// For what is said before a line is understood.
  static let plain = Console(ParsedLine())

  // MARK: - Data

  /// Writes data and ends the line.
  func print(_ text: String) throws(FileError) {
    try put(text.hasSuffix("\n") ? text : text + "\n")
  }

  /// Writes an object on one line.
  func print(_ json: JSON) throws(FileError) { try put(json.rendered() + "\n") }

  /// Writes data as it stands.
  func put(_ text: String) throws(FileError) {
    wipeProgress()
    try Console.write(Array(text.utf8), to: STDOUT_FILENO)
  }

  /// Writes a file in the place of an answer.
  static func put(_ bytes: [UInt8]) throws(FileError) { try write(bytes, to: STDOUT_FILENO) }

  /// The answer of a command: the object under --json, else the text.
  func answer(_ json: @autoclosure () -> JSON, _ text: @autoclosure () -> String) throws(FileError)
  {
    if outputIsFile { return note(text()) }
    if wantsJSON { try print(json()) } else { try print(text()) }
  }

  // MARK: - Messages

  /// Says something to the user.
  func note(_ text: String) {
    if !isQuiet { say(text.printableLines + "\n") }
  }

  /// Says what needs attention.
  func warn(_ text: String) {
    if !isQuiet { say("\(coloured("warning:", 33)) \(text.printableLines)\n") }
  }

  /// Says what went wrong, in a sentence that may hold the name of any file.
  func fail(_ text: String) { say("\(coloured("vae-img:", 31)) \(text.printable)\n") }

  private func say(_ text: String) { draw(Array(text.utf8)) }

  /// Writes to the terminal what it may obey: made here, of nothing that comes from outside.
  func draw(_ letters: [UInt8]) {
    wipeProgress()
    try? Console.write(letters, to: STDERR_FILENO)
  }

  private func coloured(_ text: String, _ colour: Int) -> String {
    hasColour ? "\u{1B}[1;\(colour)m\(text)\u{1B}[0m" : text
  }

  // MARK: - What was skipped

  /// Files that are named; the others are counted.
  static let mostNamed = 5

  /// Names a file that is left out; under --quiet that waits for the end.
  func skip(_ note: String) {
    guard isQuiet else { return warn(note) }
    skipped.withLock { if $0.count < Console.mostNamed { $0.append(note) } }
  }

  /// Says at the end how many files were left out, under --quiet after the names of the first.
  func endSkipped(_ count: Int, listed: String = "") {
    guard count > 0 else { return }
    let names = skipped.withLock { $0 }
    for name in names { say("\(name.printableLines)\n") }
    say("\(NumberText.counted(count, "file")) skipped\(listed)".printableLines + "\n")
  }

  // MARK: - Progress

  /// Whether a line of progress would be seen.
  var showsProgress: Bool { isTerminal && !isQuiet }

  /// Shows `text` in place of the last line of progress, cut to the terminal's width.
  func progress(_ text: @autoclosure () -> String) {
    guard showsProgress else { return }
    progress.withLock { state in
      let now = Clock.now()
      guard now >= state.next else { return }
      state.next = now + 0.05
      state.isShown = true
      let text = String(text().prefix(Console.terminalWidth() - 1))
      try? Console.write(Array("\r\(text)\u{1B}[K".utf8), to: STDERR_FILENO)
    }
  }

  private func wipeProgress() {
    progress.withLock { state in
      if state.isShown { try? Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
      state.isShown = false
    }
  }

  // MARK: - The system

  static func terminalWidth() -> Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else {
      return TextColumns.width
    }
    return Int(size.ws_col)
  }

  /// Whether letters beyond ASCII are shown as such, as the first of these says that says anything.
  var showsUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.map(Console.variable).first { !$0.isEmpty }
    return ["utf-8", "utf8"].contains { (locale ?? "").lowercased().hasSuffix($0) }
  }

  static func variable(_ name: String) -> String {
    guard let value = unsafe getenv(name) else { return "" }
    return unsafe String(cString: value)
  }

  private static func write(_ bytes: [UInt8], to file: Int32) throws(FileError) {
    let name = file == STDOUT_FILENO ? "standard output" : "standard error"
    var written = 0
    while written < bytes.count {
      let got = unsafe bytes[written...].withUnsafeBytes {
        unsafe systemWrite(file, $0.baseAddress, $0.count)
      }
      if got < 0 && errno == EINTR { continue }
      // Whoever shares the stream may have made it one that does not wait.
      if got < 0 && errno == EAGAIN {
        awaitRoom(in: file)
        continue
      }
      // Nobody reads any more: `Interruption` has heard of it and decides what follows.
      if got < 0 && errno == EPIPE { return }
      guard got > 0 else { throw .system(path: name, action: "write to", code: errno) }
      written += got
    }
  }

  /// Returns when the stream takes more, or its reader has left, or a signal came.
  private static func awaitRoom(in file: Int32) {
    var state = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&state, 1, -1)
  }
}
