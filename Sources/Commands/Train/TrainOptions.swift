import Options
import Training

/// The options of `train`: those of `TrainingTable`, and what concerns the run as a whole.
enum TrainOptions {
  static let paths = Argument(
    "PATH", .oneOrMore, completion: .folders, "folders of pictures, or pictures")
  static let run = Option("run", .folder, showing: "cats-vae for cats", "the run folder")
  static let new = Option(flag: "new", "start afresh; keep an existing run aside")
  static let more = Option("more", .more, "go on with a finished run: 10m, 2000, 3epochs")
  static let preview = Option(flag: "preview", "show the samples of each report in the terminal")
  static let dryRun = Option(flag: "dry-run", "show the plan and write nothing")

  static let all = [
    OptionGroup(
      "Pictures", declarations(of: TrainingTable.all.pictures) + [Common.strict.declaration]),
    OptionGroup("Model", declarations(of: TrainingTable.all.model)),
    OptionGroup("Objective", declarations(of: TrainingTable.all.loss)),
    OptionGroup("Length and steps", declarations(of: TrainingTable.all.optimisation)),
    OptionGroup(
      "Run",
      [run.declaration, new.declaration, more.declaration, dryRun.declaration, preview.declaration]
        + declarations(of: TrainingTable.all.records)
        + Common.program([Common.threads.declaration]).options),
  ]

  static func declarations(of entries: [any TrainingOptionEntry]) -> [Declaration] {
    entries.map { Declaration($0) }
  }

  /// What was typed, and nothing of what was not.
  static func values(_ line: ParsedLine) throws(UsageError) -> TrainingOptions {
    let lengths = TrainingTable.all.lengths.map(\.name).filter(line.has)
    if lengths.count > 1 { throw .conflict(lengths[0], lengths[1]) }
    var options = TrainingOptions()
    for entry in TrainingTable.all.entries {
      if let typed = line.value(of: entry.name) as? TrainingOptions { options.merge(typed) }
    }
    return options
  }
}

extension Declaration {
  /// Its value is the options of a training that are given by it alone.
  init(_ entry: any TrainingOptionEntry) {
    self.init(
      name: entry.name, short: nil, formerly: entry.formerly,
      placeholder: entry.placeholder.isEmpty ? nil : entry.placeholder,
      help: entry.summary, standard: entry.shownDefault, completion: entry.completion
    ) { texts throws(UsageError) in
      let text = texts.last ?? ""
      var options = TrainingOptions()
      guard entry.read(text, into: &options) else {
        throw .badValue(option: entry.name, text: text, expectation: entry.expectation)
      }
      return options
    }
  }
}

extension Option {
  /// An option of training that other commands have too, with the value that holds without it.
  init(_ option: TrainingOption<Value>, default standard: Value) {
    self.init(option.name, option.type, default: standard, option.summary)
  }
}
