import Files
import Threads

/// `vae-img inspect [FILE]`: what is in a model or checkpoint, even a damaged one.
enum InspectCommand {
  static let file = Argument("FILE", .optional, "a model or checkpoint [the run folder's model]")
  static let tensors = Option(flag: "tensors", "list every tensor")
  static let out = Option(
    "out", short: "o", .file, "card of losses above samples, PNG or JPEG")

  static let command = Command(
    "inspect", "show what a model or checkpoint file holds",
    examples: [
      Example("vae-img inspect", "the model in the run folder"),
      Example("vae-img inspect old.safetensors --tensors", "another file, with its tensors"),
      Example("vae-img inspect -o card.png", "chart of its losses above samples"),
    ],
    arguments: [file],
    options: [
      OptionGroup("Showing", [tensors.declaration]),
      Common.writing([out.declaration, Common.seed.declaration]),
    ] + Common.usingModel,
    details: """
      Shows the architecture layer by layer, parameters, memory, an estimate of the speed on this machine,
      how the run went and its warnings. For a damaged file, shows what can still be read and what is wrong,
      and exits with 65; no other command accepts such a file. The card of -o has the
      chart of the losses, as far as the model was trained when it was saved, above two rows of the samples
      that 'vae-img sample' draws from --seed on. A damaged file has no samples, a checkpoint no card.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    try line.require(out, for: Common.seed)
    try line.require(out, for: Common.force)
    if let word = line[file].first {
      for option in [Common.run.declaration, Common.model.declaration] where line.has(option) {
        throw UsageError.rule("'\(word)' and --\(option.name) both name the file; give one of them")
      }
    }
    let output = Output(line)
    let cardFile = try line[out].map { try output.picture($0) }
    let path = try line[file].first ?? ModelInUse.path(line)
    try MissingModel.check(path, isNamed: line.has(Common.model) || !line[file].isEmpty)
    let salvage = try SafetensorsSalvage(path)
    let estimate = SpeedEstimate(try Kernels.chosen(), Team(line))
    let inspection = Inspection(path, salvage, estimate, listsTensors: line[tensors])
    let card = try cardFile.map { try ModelCard(inspection, line, for: $0) }
    if let card { try output.write(card.picture, to: card.file) }
    try console.answer(inspection.json(card), inspection.text(card))
    return inspection.problems.isEmpty ? .done : .badData
  }
}
