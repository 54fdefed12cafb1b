import Files
import Options
import Threads
import Training
import Tuning

/// `vae-img tune ./faces`: the settings under which a folder is learnt best, and a run by them.
enum TuneCommand {
  static let time = Option(
    "time", .duration(120...1e8), default: 1800, "search and train for this long: 30m, 2h")

  static let command = Command(
    "tune", "find the settings that suit a folder, and train by them",
    examples: [
      Example("vae-img tune ./faces", "half an hour; run again to continue"),
      Example("vae-img tune ./faces --time 2h --preset deep", "two hours, of deep models"),
    ],
    arguments: [TrainOptions.paths],
    options: [
      OptionGroup("Search", [time.declaration, TrainOptions.run.declaration]),
      OptionGroup("Pictures", TrainOptions.declarations(of: TrainingTable.all.pictures)),
      OptionGroup("Fixed", TrainOptions.declarations(of: fixable)),
      Common.program([Common.threads.declaration]),
    ],
    details: """
      Looks for the preset, filters, latents, likelihood, objective, beta, batch and learning rate that say most of the
      held-out pictures, in bits/dim; what is typed is left as it is. Half of the time goes into \
      \(Search.begun * Search.brackets) trials: each is trained for a short time, the better third for \(Search.factor)
      times as long, and the best of them for that much longer again; the second half of the trials are what a model
      of the results so far expects most of. The defaults are one trial and go all the way. What wins is trained on
      for the rest of the time, and is then a run like any other. The trials, what came of them (tuning.jsonl) and a
      chart stay in a folder beside it, which may be removed. Ctrl-C stops the search; the same command goes on.
      """, run: run)

  /// What a search leaves as it is where it is typed.
  private static var fixable: [any TrainingOptionEntry] {
    let table = TrainingTable.all
    let kept = [table.from.name, table.keepsBest.name]
    return (table.model + table.loss + table.optimisation).filter { entry in
      !kept.contains(entry.name) && !table.lengths.contains { $0.name == entry.name }
    }
  }

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let tuning = Tuning(
      paths: line[TrainOptions.paths], given: try TrainOptions.values(line),
      seconds: line[time], run: line[Common.run] ?? RunName.standard(for: line[TrainOptions.paths]),
      machine: Machine(kernels: try Kernels.chosen(), team: Team(line)))
    let printer = TuningPrinter(console, line, tuning)
    switch try tuning.tune(until: Interruption.listen(), printer.handle) {
    case .interrupted:
      printer.interrupted()
      return .interrupted
    case .finished(let findings):
      try printer.finished(findings)
      return .done
    }
  }
}
