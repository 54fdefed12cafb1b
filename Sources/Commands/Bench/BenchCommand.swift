import Autoencoder
import Files
import Options
import Training

/// `vae-img bench kernels|load|train|infer`: how fast this machine is, in figures to be compared.
enum BenchCommand {
  static let subject = Argument(
    "WHAT", .one, completion: .words(Subject.allCases.map(\.rawValue)),
    "kernels, load, train or infer")
  static let folder = Argument(
    "DIR", .optional, completion: .folders, "pictures for bench load to read")
  static let size = Option("size", .integer(8...1024), default: 64, "width and height")
  static let batch = Option(
    "batch", TrainingTable.all.batch.type, default: 64, "pictures per step")
  static let preset = Option(
    "preset", .choice as ValueType<Architecture.Preset>, default: .standard,
    "small, standard, deep or dense")
  static let code = Option(
    "code", TrainingTable.all.codeShape.type, default: .map, TrainingTable.all.codeShape.summary)
  static let seconds = Option(
    "seconds", .number(1...3600), default: 10, "how long to measure (train and infer)")

  static let command = Command(
    "bench", "measure kernels, loading, training and inference",
    examples: [
      Example("vae-img bench kernels", "each operation against the ceiling of this machine"),
      Example("vae-img bench load ./faces", "pictures read per second"),
      Example("vae-img bench train --batch 256", "whole steps, and where their time goes"),
      Example("vae-img bench infer", "encoding and decoding"),
    ],
    arguments: [subject, folder],
    options: [
      OptionGroup(
        "Measuring",
        [
          size.declaration, batch.declaration, preset.declaration, code.declaration,
          seconds.declaration,
        ]),
      Common.program([Common.threads.declaration]),
    ],
    details: """
      The ceiling is the best rate of multiply-adds that stay in registers, in bursts that alternate with
      what is measured, on as many cores. bench kernels uses one core and proves each kernel against its
      plain definition before it times it. bench load reads, decodes and resizes into a fresh cache, then
      reads from the cache. bench train counts 6 x multiply-adds of convolutions and affine layers. bench
      infer encodes 1,000 pictures, and decodes 64 codes, again and again.
      """, run: run)

  private enum Subject: String, CaseIterable {
    case kernels, load, train, infer

    /// Options that only the others have a use for.
    var unused: [Declaration] {
      switch self {
      case .kernels:
        [
          size.declaration, batch.declaration, preset.declaration, code.declaration,
          seconds.declaration, Common.threads.declaration,
        ]
      case .load:
        [batch.declaration, preset.declaration, code.declaration, seconds.declaration]
      case .train: []
      case .infer: [batch.declaration]
      }
    }
  }

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let word = line[subject].first ?? ""
    guard let what = Subject(rawValue: word) else {
      let hint = Suggestion.nearest(to: word, in: Subject.allCases.map(\.rawValue))
      throw UsageError.rule(
        "WHAT is kernels, load, train or infer, not '\(word)'"
          + (hint.map { "; did you mean '\($0)'?" } ?? ""))
    }
    for option in what.unused where line.has(option) {
      throw UsageError.rule("--\(option.name) has no effect on bench \(word)")
    }
    if what != .load, let extra = line[folder].first { throw UsageError.unwantedArgument(extra) }
    switch what {
    case .kernels: try BenchKernels.run(console)
    case .train: return try BenchTrain.run(line, console)
    case .infer: try BenchInfer(line).run(console)
    case .load:
      guard let folder = line[folder].first else {
        throw UsageError.missingArgument("DIR", what: folder.help)
      }
      try BenchLoad.run(line, folder, console)
    }
    return .done
  }
}
