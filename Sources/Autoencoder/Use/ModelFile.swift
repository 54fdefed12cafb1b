import CLibrary
import Files
import Tensors

/// A model in a safetensors file: enough to encode, decode and judge pictures.
///
/// Tensors: every parameter by its name (weights [ky, kx, fine channel, coarse channel], norms [2,
/// channel]), and neighbours.codes, .reaches and .spread where there are codes to draw between,
/// .labels where these have labels, whose names are the metadata's `labels`.
/// Metadata: kind, format, and as JSON texts architecture, likelihood, preprocessing, summary.
package enum ModelFile {
  /// Raised when an older program could no longer read what is written.
  package static let format = 1
  private static let kind = "vae-img model"
  package static let labelsKey = "labels"

  /// Writes the model whole or not at all.
  package static func write(
    _ model: Model, to path: String, replacing: Bool
  ) throws(FileError) {
    let parameters = model.network.parameters.tensors
    var writer = try SafetensorsWriter(
      path, metadata: metadata(of: model),
      entries: parameters.map { Safetensors.Entry($0.name, shape: $0.shape) }
        + (model.neighbours?.entries ?? []))
    for parameter in parameters {
      let numbers = model.weights.shared[parameter.range]
      try writer.append(numbers.span)
    }
    if let neighbours = model.neighbours {
      try writer.append(neighbours.codes.span)
      try writer.append(neighbours.reaches.span)
      try writer.append([neighbours.spread].span)
      if let labels = neighbours.labels {
        let places = labels.places.map { Float($0) }
        try writer.append(places.span)
      }
    }
    try writer.finish(replacing: replacing)
  }

  private static func metadata(of model: Model) -> [(key: String, value: String)] {
    let labels = model.neighbours?.labels.map { JSON.array($0.names.map { .string($0) }) }
    return [
      ("kind", kind), ("format", String(format)),
      ("architecture", model.architecture.json.rendered()),
      ("likelihood", model.likelihood.json.rendered()),
      ("preprocessing", model.preprocessing.rendered()),
      ("summary", model.summary.rendered()),
    ] + (labels.map { [(key: ModelFile.labelsKey, value: $0.rendered())] } ?? [])
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
    model.neighbours = try CodeNeighbours(file, model.architecture)
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

extension CodeNeighbours {
  private static let codesName = "neighbours.codes"
  private static let reachesName = "neighbours.reaches"
  private static let spreadName = "neighbours.spread"
  private static let labelsName = "neighbours.labels"

  fileprivate var entries: [Safetensors.Entry] {
    [
      Safetensors.Entry(CodeNeighbours.codesName, shape: [count, latents]),
      Safetensors.Entry(CodeNeighbours.reachesName, shape: [count]),
      Safetensors.Entry(CodeNeighbours.spreadName, shape: [1]),
    ] + (labels == nil ? [] : [Safetensors.Entry(CodeNeighbours.labelsName, shape: [count])])
  }

  /// Nil where the file has none. Files of earlier versions have codes without reaches.
  fileprivate init?(
    _ file: borrowing SafetensorsFile, _ architecture: Architecture
  ) throws(ModelFileError) {
    func shape(_ name: String) -> [Int]? { file.entries.first { $0.name == name }?.shape }
    guard let codes = shape(CodeNeighbours.codesName) else { return nil }
    let latents = architecture.latents
    let reaches = shape(CodeNeighbours.reachesName)
    // Before any memory is taken for what the file says that it is.
    guard codes.count == 2, codes[1] == latents,
      CodeNeighbours.canBe(count: codes[0], latents: latents),
      shape(CodeNeighbours.spreadName) == [1], [nil, [codes[0]]].contains(reaches)
    else { throw .nonsense(path: file.path, part: CodeNeighbours.codesName) }
    guard
      let read = CodeNeighbours(
        codes: try CodeNeighbours.numbers(CodeNeighbours.codesName, codes[0] * latents, file),
        latents: latents, places: architecture.places,
        reaches: try reaches == nil
          ? nil : CodeNeighbours.numbers(CodeNeighbours.reachesName, codes[0], file),
        spread: try CodeNeighbours.numbers(CodeNeighbours.spreadName, 1, file)[0])
    else { throw .nonsense(path: file.path, part: CodeNeighbours.codesName) }
    self = read
    guard let labels = shape(CodeNeighbours.labelsName) else { return }
    let names = file.metadata[ModelFile.labelsKey].flatMap { try? JSON(parsing: $0) }?.array?
      .compactMap(\.string)
    guard labels == [count], let names,
      let found = CodeLabels(
        names: names,
        places: try CodeNeighbours.numbers(CodeNeighbours.labelsName, count, file)
          .map { Int(exactly: $0) ?? -1 })
    else { throw .nonsense(path: file.path, part: CodeNeighbours.labelsName) }
    self.labels = found
  }

  /// An array of so many numbers.
  private static func numbers(
    _ name: String, _ count: Int, _ file: borrowing SafetensorsFile
  ) throws(ModelFileError) -> [Float] {
    var numbers = [Float](repeating: 0, count: count)
    var span = numbers.mutableSpan
    do throws(SafetensorsError) { try file.read(name, into: &span) } catch { throw .file(error) }
    return numbers
  }
}
