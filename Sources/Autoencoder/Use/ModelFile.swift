import CLibrary
import Files
import Tensors

/// A model in a safetensors file: enough to encode, decode and judge pictures.
///
/// Tensors: every parameter by its name (weights [ky, kx, fine channel, coarse channel], norms [2,
/// channel]), and mixture.shares, mixture.means, mixture.factors where there is a mixture.
/// Metadata: kind, format, and as JSON texts architecture, likelihood, preprocessing, summary.
package enum ModelFile {
  /// Raised when an older program could no longer read what is written.
  package static let format = 1
  private static let kind = "vae-img model"

  /// Writes the model whole or not at all.
  package static func write(
    _ model: Model, to path: String, replacing: Bool
  ) throws(FileError) {
    let parameters = model.network.parameters.tensors
    let mixture = model.mixture.map { MixtureArrays($0) }
    var writer = try SafetensorsWriter(
      path, metadata: metadata(of: model),
      entries: parameters.map { Safetensors.Entry($0.name, shape: $0.shape) }
        + (mixture?.entries ?? []))
    for parameter in parameters {
      let numbers = model.weights.shared[parameter.range]
      try writer.append(numbers.span)
    }
    if let mixture {
      try writer.append(mixture.shares.span)
      try writer.append(mixture.means.span)
      try writer.append(mixture.factors.span)
    }
    try writer.finish(replacing: replacing)
  }

  private static func metadata(of model: Model) -> [(key: String, value: String)] {
    [
      ("kind", kind), ("format", String(format)),
      ("architecture", model.architecture.json.rendered()),
      ("likelihood", model.likelihood.json.rendered()),
      ("preprocessing", model.preprocessing.rendered()),
      ("summary", model.summary.rendered()),
    ]
  }

  /// The model in a file, exactly as it was written; anything else is refused.
  package static func read(_ path: String) throws(ModelFileError) -> Model {
    let file: SafetensorsFile
    do throws(SafetensorsError) { file = try SafetensorsFile(path) } catch { throw .file(error) }
    guard file.metadata["kind"] == kind else { throw .otherKind(path: path) }
    guard let format = file.metadata["format"].flatMap({ Int($0) }) else {
      throw .nonsense(path: path, part: "format")
    }
    guard format <= ModelFile.format else { throw .newer(path: path, format: format) }
    let architecture = try architecture(file)
    // Before any memory is taken for what the file says that it is.
    for parameter in architecture.network.parameters.tensors {
      guard
        file.entries.contains(where: { $0.name == parameter.name && $0.shape == parameter.shape })
      else { throw .nonsense(path: path, part: parameter.name) }
    }
    let model = Model(architecture)
    guard let likelihood = LikelihoodState(json: try json("likelihood", file)) else {
      throw .nonsense(path: path, part: "likelihood")
    }
    model.likelihood = likelihood
    model.preprocessing = try json("preprocessing", file)
    model.summary = try json("summary", file)
    for parameter in model.network.parameters.tensors {
      let part = model.weights.shared[parameter.range]
      var numbers = part.mutableSpan
      do throws(SafetensorsError) {
        try file.read(parameter.name, into: &numbers)
      } catch { throw .file(error) }
      guard numbers.indices.allSatisfy({ numbers[$0].isFinite }) else {
        throw .nonsense(path: path, part: parameter.name)
      }
    }
    model.mixture = try MixtureArrays.read(file, latents: model.architecture.latents)
    return model
  }

  private static func json(
    _ key: String, _ file: borrowing SafetensorsFile
  ) throws(ModelFileError) -> JSON {
    guard let text = file.metadata[key], let json = try? JSON(parsing: text) else {
      throw .nonsense(path: file.path, part: key)
    }
    return json
  }

  private static func architecture(
    _ file: borrowing SafetensorsFile
  ) throws(ModelFileError) -> Architecture {
    let json = try json("architecture", file)
    do throws(ArchitectureError) {
      return try Architecture(json: json)
    } catch { throw .architecture(path: file.path, error) }
  }
}

/// Why a file does not give a model.
package enum ModelFileError: Error, Equatable, CustomStringConvertible {
  case file(SafetensorsError)
  case otherKind(path: String)
  case newer(path: String, format: Int)
  case architecture(path: String, ArchitectureError)
  /// Proven to be what was written, and yet not what a model needs.
  case nonsense(path: String, part: String)

  package var description: String {
    switch self {
    case .file(.file(.system(let path, _, ENOENT))):
      "there is no model at \(path); train one with `vae-img train FOLDER`"
    case .file(let error): error.description
    case .otherKind(let path):
      "\(path) is a file of tensors but not a model; name the model.safetensors of a run"
    case .newer(let path, let format):
      "\(path) has format \(format), newer than this program's \(ModelFile.format); use a newer vae-img"
    case .architecture(let path, let error):
      "\(path) describes no model that can be built: \(error)"
    case .nonsense(let path, let part):
      "\(path) is no usable model: its \(part) is missing or wrong; train it again or take another"
    }
  }
}

/// A mixture as three arrays of a file.
private struct MixtureArrays {
  let entries: [Safetensors.Entry]
  let shares: [Double]
  let means: [Float]
  let factors: [Float]

  /// Far more than a fit makes.
  private static let mostComponents = 1 << 12

  private static func entries(_ components: Int, _ latents: Int) -> [Safetensors.Entry] {
    [
      Safetensors.Entry("mixture.shares", .float64, shape: [components]),
      Safetensors.Entry("mixture.means", shape: [components, latents]),
      Safetensors.Entry("mixture.factors", shape: [components, latents, latents]),
    ]
  }

  init(_ mixture: LatentMixture) {
    entries = MixtureArrays.entries(mixture.components.count, mixture.latents)
    shares = mixture.components.map(\.share)
    means = mixture.components.flatMap(\.mean)
    factors = mixture.components.flatMap(\.factor)
  }

  /// nil where the file has none.
  static func read(
    _ file: borrowing SafetensorsFile, latents: Int
  ) throws(ModelFileError) -> LatentMixture? {
    guard let count = file.entries.first(where: { $0.name == "mixture.shares" })?.count else {
      return nil
    }
    // So that their numbers can be counted: a file may say that it has any number of components.
    guard 1...mostComponents ~= count else { throw .nonsense(path: file.path, part: "mixture") }
    let entries = entries(count, latents)
    guard file.entries.suffix(entries.count) == entries[...] else {
      throw .nonsense(path: file.path, part: "mixture")
    }
    var shares = [Double](repeating: 0, count: count)
    var means = [Float](repeating: 0, count: entries[1].count)
    var factors = [Float](repeating: 0, count: entries[2].count)
    do throws(SafetensorsError) {
      var shareSpan = shares.mutableSpan
      try file.read("mixture.shares", into: &shareSpan)
      var meanSpan = means.mutableSpan
      try file.read("mixture.means", into: &meanSpan)
      var factorSpan = factors.mutableSpan
      try file.read("mixture.factors", into: &factorSpan)
    } catch { throw .file(error) }
    let components = (0..<count).compactMap { k in
      LatentMixture.Component(
        share: shares[k], mean: Array(means[k * latents..<(k + 1) * latents]),
        factor: Array(factors[k * latents * latents..<(k + 1) * latents * latents]))
    }
    guard components.count == count else { throw .nonsense(path: file.path, part: "mixture") }
    return LatentMixture(latents: latents, components: components)
  }
}
