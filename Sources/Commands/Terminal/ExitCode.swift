/// What the program tells its caller on leaving.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case failed = 1
  case usage = 64
  case badData = 65
  case inputOutput = 74
  case interrupted = 130

  var meaning: String {
    switch self {
    case .done: "Done; pictures that had to be skipped were named and counted."
    case .failed: "Failed for a reason that the message says."
    case .usage: "The line typed could not be understood."
    case .badData: "The pictures or the model cannot be used: damaged, too few, of a newer format."
    case .inputOutput: "A file could not be read or written."
    case .interrupted: "Interrupted, as by Ctrl-C; a run under way wrote its checkpoint."
    }
  }
}
