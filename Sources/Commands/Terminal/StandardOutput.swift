import CLibrary
import Files

/// Standard output in the place of a file: -o -, or -o -.jpg for another format than the usual one.
enum StandardOutput {
  static func isNamed(_ path: String) -> Bool {
    path == "-" || path.hasPrefix("-.") && !path.contains("/")
  }

  /// The name with an ending, which says the format.
  static func name(_ path: String, usual ending: String) -> String {
    path == "-" ? "-.\(ending)" : path
  }

  /// Throws where the file, or what else is asked for, cannot go there.
  static func check(_ line: ParsedLine, isText: Bool) throws(UsageError) {
    if line[Common.json] {
      throw .rule(
        "-o - leaves standard output to the file, where --json would answer; leave one out")
    }
    if !isText, isatty(STDOUT_FILENO) == 1 {
      throw .rule(
        "standard output is a terminal, which shows no such file; end the line with > FILE")
    }
  }
}

extension ParsedLine {
  /// Whether standard output is left to a file, so that nothing else may go there.
  var leavesOutputToFile: Bool {
    let names = [value(of: "out") as? String, words(of: "OUT").first]
    return names.contains { $0.map(StandardOutput.isNamed) == true }
  }
}
