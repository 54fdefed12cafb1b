import Autoencoder
import Files
import Training

/// A model as ONNX, which other programs run:
///
///     pictures      [count, channels, height, width], in 0...1
///     mean          [count, latents]
///     log_variance  [count, latents], within its bounds
///     codes         [count, latents]
///     decoded       [count, channels, height, width], in 0...1
///
/// The encoder goes from the first to the next two, the decoder from codes to decoded; both is one after the
/// other: decoded is then what becomes of the means.
package enum ONNXFile {
  /// Operations as they were defined then, and the format that such files have.
  private static let (operations, format) = (17, 8)
  /// Names and shapes are at most so many bytes; the rest are numbers.
  private static let (mostBytes, mostNames) = (Int(Int32.max), 1 << 20)

  package static func bytes(_ model: Model, _ part: ExportedPart) throws -> [UInt8] {
    try check(model.architecture)
    let notes = try ModelNotes(model)
    let graph = graph(of: model, part)
    return ProtobufMessage { file in
      file.put(1, format)
      file.put(2, "vae-img")
      file.put(3, ProgramBuild.version)
      file.put(7, graph.message(named: part.rawValue))
      file.put(8, ProtobufMessage { $0.put(2, operations) })
      for note in notes.members + names(of: model.architecture) {
        file.put(
          14,
          ProtobufMessage {
            $0.put(1, note.key)
            $0.put(2, note.value)
          })
      }
    }.bytes
  }

  /// Throws where a model has more numbers than one file can hold.
  package static func check(_ architecture: Architecture) throws(ONNXError) {
    let numbers = 4 * architecture.parameterCount
    guard numbers <= mostBytes - mostNames else { throw .tooLarge(bytes: numbers) }
  }

  /// What ONNX itself has names for, beside our own words for the same.
  private static func names(of a: Architecture) -> [(key: String, value: String)] {
    [
      ("Image.BitmapPixelFormat", a.channels == 1 ? "Gray8" : "Rgb8"),
      ("Image.ColorSpaceGamma", "SRGB"), ("Image.NominalPixelRange", "Normalized_0_1"),
    ]
  }

  private static func graph(of model: Model, _ part: ExportedPart) -> ONNXGraph {
    let (a, network) = (model.architecture, model.network)
    let picture = [a.channels, a.height, a.width]
    let parameters = Dictionary(
      uniqueKeysWithValues: TorchLayout(network).parameters(of: model.weights.shared)
        .map { ($0.name, $0) })
    var graph = ONNXGraph()
    if part.hasEncoder {
      let pictures = graph.input("pictures", picture)
      let head = graph.add(network.encoder, to: pictures, parameters)
      graph.addGaussian(of: head, a)
    }
    if part.hasDecoder {
      let codes = part.hasEncoder ? "mean" : graph.input("codes", [a.latents])
      let outputs = graph.add(network.decoder, to: graph.map(of: codes, a), parameters)
      graph.addMean(of: outputs, a)
    }
    return graph
  }
}

extension ONNXGraph {
  /// The head's (mean | log-variance) at each place, the second within its bounds.
  fileprivate mutating func addGaussian(of head: String, _ a: Architecture) {
    let latents = a.latents
    let places = add(
      "Transpose", [head], [.integers("perm", [0, 2, 3, 1])], giving: "gaussian.places")
    let sizes = constant("halves", [a.latentsPerPlace, a.latentsPerPlace])
    add(
      "Split", [places, sizes], [.integer("axis", 3)],
      giving: ["mean.places", "log_variance.places"])
    _ = reshaped("mean.places", [latents], giving: "mean")
    _ = reshaped("log_variance.places", [latents], giving: "log_variance.free")
    let range = LogVariance.range
    clip("log_variance.free", range.lowerBound, range.upperBound, giving: "log_variance")
    output("mean", [latents])
    output("log_variance", [latents])
  }

  /// Codes, place after place, as the picture that the stem reads.
  fileprivate mutating func map(of codes: String, _ a: Architecture) -> String {
    let places = reshaped(
      codes, [a.places.height, a.places.width, a.latentsPerPlace], giving: "code.places")
    return add("Transpose", [places], [.integers("perm", [0, 3, 1, 2])], giving: "code")
  }

  /// The likelihood's mean: of logits the probability, of other outputs what lies in 0...1.
  fileprivate mutating func addMean(of outputs: String, _ a: Architecture) {
    if a.likelihood.isOfLogits {
      _ = add("Sigmoid", [outputs], giving: "decoded")
    } else {
      clip(outputs, 0, 1, giving: "decoded")
    }
    output("decoded", [a.channels, a.height, a.width])
  }

  private mutating func clip(
    _ value: String, _ least: Float, _ most: Float, giving name: String
  ) {
    let bounds = [
      constant("\(name).least", [], [least]), constant("\(name).most", [], [most]),
    ]
    _ = add("Clip", [value] + bounds, giving: name)
  }
}

/// Why a model cannot be ONNX.
package enum ONNXError: Error, Equatable, CustomStringConvertible {
  case tooLarge(bytes: Int)

  package var description: String {
    switch self {
    case .tooLarge(let bytes):
      "the model has \(NumberText.bytes(bytes)) of weights, and a file of ONNX holds less than "
        + "\(NumberText.bytes(1 << 31)); export it as torch"
    }
  }
}
