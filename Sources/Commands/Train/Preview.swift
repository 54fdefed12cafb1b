import Files
import Images

/// Under --preview, the samples of each report in the terminal.
struct Preview {
  private let console: Console
  private let graphics: TerminalGraphics

  /// nil where it is not asked for. Asks the terminal what it can show.
  init?(_ line: ParsedLine, _ console: Console) throws(UsageError) {
    guard line[TrainOptions.preview] else { return nil }
    try line.refuse(TrainOptions.preview, with: Common.quiet)
    try line.refuse(TrainOptions.preview, with: TrainOptions.dryRun)
    guard console.showsProgress else {
      throw .rule(
        "--preview shows pictures in a terminal, and messages do not go to one; leave it out")
    }
    self.console = console
    graphics = TerminalGraphics(
      answer: TerminalQuestion.answer(
        to: TerminalGraphics.question, until: TerminalGraphics.lastLetter))
  }

  /// A grid of samples, if the report has drawn one.
  func show(_ path: String) throws {
    guard try FileFacts.exist(path) else { return }
    let file = try PictureFile.read(path)
    console.draw(try graphics.letters(file, columns: Console.terminalWidth() - 1))
  }
}
