import Autoencoder
import Exports
import Files
import Options

/// `vae-img export onnx|torch`: the model for other programs.
enum ExportCommand {
  static let format = Argument(
    "FORMAT", .one, completion: .words(Format.allCases.map(\.rawValue)), "onnx or torch")
  static let out = Option(
    "out", short: "o", .file, showing: "model.onnx, torch.safetensors", "file to write")
  static let part = Option(
    "part", .choice as ValueType<ExportedPart>, default: .both, "encoder, decoder or both")

  static let command = Command(
    "export", "write the model for ONNX Runtime or PyTorch",
    examples: [
      Example("vae-img export onnx", "model.onnx: pictures to codes and back"),
      Example("vae-img export onnx --part decoder", "codes to pictures alone"),
      Example("vae-img export torch", "torch.safetensors: the weights as PyTorch has them"),
    ],
    arguments: [format],
    options: [
      Common.writing([out.declaration, part.declaration]),
      OptionGroup("Model", [Common.run.declaration, Common.model.declaration]),
      Common.program(),
    ],
    details: """
      Pictures are arrays of shape (count, channels, height, width) with values from 0 to 1. The encoder gives
      mean and log_variance of the codes, of shape (count, latents); the decoder makes decoded of codes; both
      is one after the other, decoded being made of the mean. The files say how pictures are to be prepared:
      width, height, channels, fit and background. onnx is opset 17; torch holds the weights in PyTorch's layout,
      and as JSON the layers that they belong to.
      """, run: run)

  enum Format: String, CaseIterable {
    case onnx, torch

    var standardFile: String {
      switch self {
      case .onnx: "model.onnx"
      case .torch: "torch.safetensors"
      }
    }
  }

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let name = line[format].first ?? ""
    guard let format = Format(rawValue: name) else {
      throw UsageError.rule("FORMAT is onnx or torch, not '\(name)'")
    }
    let file = line[out] ?? format.standardFile
    let ending = Path.fileExtension(format.standardFile)
    guard Path.fileExtension(file) == ending else {
      throw UsageError.rule("\(file) must end in .\(ending)")
    }
    if format == .torch, StandardOutput.isNamed(file) {
      throw UsageError.rule("weights for PyTorch need a file; only onnx can go to standard output")
    }
    let output = Output(line)
    let path = try output.file(file)
    let source = try ModelInUse.path(line)
    try MissingModel.check(source, isNamed: line.has(Common.model))
    let model = try ModelFile.read(source)
    switch format {
    case .onnx: try output.write(ONNXFile.bytes(model, line[part]), to: path)
    case .torch:
      try TorchFile.write(model, line[part], to: path, replacing: line[Common.force])
    }
    try console.answer(
      [
        "command": "export", "model": .string(source), "format": .string(name),
        "part": .string(line[part].rawValue), "files": [.string(path)],
      ], "\(path): \(line[part].phrase) for \(format.readers)")
    return .done
  }
}

extension ExportCommand.Format {
  /// Completes "... for ...".
  fileprivate var readers: String {
    switch self {
    case .onnx: "ONNX Runtime"
    case .torch: "PyTorch"
    }
  }
}

extension ExportedPart {
  fileprivate var phrase: String {
    switch self {
    case .encoder: "the encoder"
    case .decoder: "the decoder"
    case .both: "encoder and decoder"
    }
  }
}
