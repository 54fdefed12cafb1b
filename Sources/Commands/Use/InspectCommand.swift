import Files
import Threads

/// `vae-img inspect [FILE]`: what is in a model or checkpoint, even a damaged one.
enum InspectCommand {
  static let file = Argument("FILE", .optional, "a model or checkpoint [the run folder's model]")
  static let tensors = Option(flag: "tensors", "name every tensor")

  static let command = Command(
    "inspect", "what is in a model or checkpoint file",
    examples: [
      Example("vae-img inspect", "the model of the run folder"),
      Example("vae-img inspect old.safetensors --tensors", "every tensor of another"),
    ],
    arguments: [file],
    options: [OptionGroup("Showing", [tensors.declaration])] + Common.usingModel,
    note: "It draws nothing and writes no file, so there is no --seed and no --force.",
    details: """
      Shows the architecture layer by layer, parameters, memory, an estimate of the speed on this machine,
      how the training went and what its health was. Of a damaged file it shows what can still be read,
      says what is wrong, and leaves with 65; no other command takes such a file.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let path = line[file].first ?? ModelInUse.path(line)
    try MissingModel.check(path, isNamed: line.has(Common.model) || !line[file].isEmpty)
    let salvage = try SafetensorsSalvage(path)
    let estimate = SpeedEstimate(
      try Kernels.chosen(), Team(threads: line[Common.threads] ?? Processors.available))
    let inspection = Inspection(path, salvage, estimate, listsTensors: line[tensors])
    try console.answer(inspection.json, inspection.text)
    return inspection.problems.isEmpty ? .done : .badData
  }
}
