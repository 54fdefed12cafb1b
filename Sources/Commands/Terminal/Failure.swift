import Files

/// Which exit code an error leaves by.
enum Failure {
  static func code(of error: any Error) -> ExitCode {
    switch error {
    case is UsageError: .usage
    case is FileError: .inputOutput
    default: .failed
    }
  }
}
