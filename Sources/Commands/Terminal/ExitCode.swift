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
    case .done: "Success. Skipped pictures were listed and counted."
    case .failed: "Failure, as the message says."
    case .usage: "Wrong command line."
    case .badData: "Unusable pictures or model: damaged, too few, or of a newer format."
    case .inputOutput: "A file could not be read or written."
    case .interrupted: "Interrupted, as by Ctrl-C; a training run saved a checkpoint first."
    }
  }
}
