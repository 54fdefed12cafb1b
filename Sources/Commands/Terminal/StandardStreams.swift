import CLibrary

/// The three streams that a program is started with.
enum StandardStreams {
  /// Opens those that the parent left closed on nothing. Else the next file that is opened would get
  /// the number of one, and what is said to the user would be written into that file. Nothing can be
  /// written to them, so an answer that is lost stays an error.
  static func holdPlaces() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // The system hands out the lowest number that is free.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }
}
