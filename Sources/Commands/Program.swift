import Files
import Training

/// The program: its commands, and the way from typed words to an exit code.
package enum Program {
  package static let version = ProgramBuild.version

  package static let commands: [Command] = [
    TrainCommand.command, TuneCommand.command, SampleCommand.command, InterpolateCommand.command,
    ReconstructCommand.command, TraverseCommand.command, EncodeCommand.command,
    DecodeCommand.command, ArithmeticCommand.command, NearestCommand.command,
    DenoiseCommand.command, ScoreCommand.command, EvaluateCommand.command,
    ExploreCommand.command, ReportCommand.command, InspectCommand.command, ExportCommand.command,
    DoctorCommand.command, BenchCommand.command,
    DrawSamplesCommand.command, CompletionsCommand.command, ManualCommand.command,
  ]

  /// Commands that the program's help names without a line of their own.
  private static let aside = ["denoise", "bench", "draw-samples", "completions", "manual"]

  /// Runs the command that `bytes` spell word by word, the program's name left out.
  package static func run(_ bytes: ArraySlice<[UInt8]>) -> ExitCode {
    StandardStreams.holdPlaces()
    Interruption.endQuietlyOnClosedPipe()
    Interruption.goOnAtSizeLimit()
    let words = bytes.map { String(decoding: $0, as: UTF8.self) }
    do {
      for (word, bytes) in zip(words, bytes) where !word.utf8.elementsEqual(bytes) {
        throw UsageError.rule("'\(word)' is not UTF-8; rename it")
      }
      return try dispatch(words)
    } catch {
      Console.plain.fail(Failure.sentence(of: error))
      if error is UsageError { Console.plain.fail(hint(words)) }
      return Failure.code(of: error)
    }
  }

  /// Does what the words say; throws where `run` says what is wrong.
  package static func dispatch(_ words: [String]) throws -> ExitCode {
    guard let name = words.first else { return try help(nil) }
    switch name {
    case "-h", "--help": return try help(words.dropFirst().first)
    case "help": return try help(words.dropFirst().first)
    case "--version":
      try Console.plain.print("vae-img \(version)")
      return .done
    default: break
    }
    let command = try command(named: name)
    // Only asked for a hint beside an error: a word that cannot be a file's name is none.
    let parser = Parser(command) { (try? FileFacts.exist($0)) == true }
    let line = try parser.parse(Array(words.dropFirst()))
    if line[Common.help] { return try help(name) }
    let console = Console(line)
    for sentence in line.advice { console.warn(sentence) }
    return try command.run(line, console)
  }

  private static func command(named name: String) throws(UsageError) -> Command {
    guard let command = commands.first(where: { $0.name == name }) else {
      throw .unknownCommand(
        name,
        suggestion: Suggestion.nearest(
          to: name, in: commands.map(\.name) + ["help", "--help", "--version"]))
    }
    return command
  }

  private static func help(_ name: String?) throws -> ExitCode {
    let text =
      try name.map { HelpScreen.command(try command(named: $0)) }
      ?? HelpScreen.program(commands, aside: aside)
    try Console.plain.put(text)
    return .done
  }

  /// Where to read more after a line that was not understood.
  private static func hint(_ words: [String]) -> String {
    let known = words.first.flatMap { word in commands.first { $0.name == word } }
    return "see vae-img \(known.map { "\($0.name) " } ?? "")--help"
  }
}
