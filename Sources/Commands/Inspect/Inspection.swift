import Autoencoder
import Files
import Training

/// What `inspect` has to say of a file.
struct Inspection {
  let path: String
  private let salvage: SafetensorsSalvage
  private let estimate: SpeedEstimate
  private let listsTensors: Bool
  private let architecture: Architecture?
  private let summary: JSON
  /// How the training went, where the file still tells.
  var history: LossHistory? { summary["history"].flatMap(LossHistory.init) }
  let problems: [String]

  init(_ path: String, _ salvage: SafetensorsSalvage, _ estimate: SpeedEstimate, listsTensors: Bool)
  {
    self.path = path
    self.salvage = salvage
    self.estimate = estimate
    self.listsTensors = listsTensors
    architecture = salvage.json("architecture").flatMap { try? Architecture(json: $0) }
    summary = salvage.json("summary") ?? .null
    problems = salvage.problems + Inspection.refusal(path, salvage)
  }

  /// Why the commands that use models would refuse a file whose bytes are whole.
  private static func refusal(_ path: String, _ salvage: SafetensorsSalvage) -> [String] {
    guard salvage.problems.isEmpty, salvage.kind == .model else { return [] }
    do throws(ModelFileError) {
      _ = try ModelFile.read(path)
      return []
    } catch {
      return ["\(error)"]
    }
  }

  private var parameters: Int { salvage.arrays.reduce(0) { $0 + $1.entry.count } }

  // MARK: - For people

  /// The file may be anybody's: nothing of its text is shown as it is.
  func text(_ card: ModelCard?) -> String {
    var lines = [
      "file        \(path.printable), \(NumberText.bytes(salvage.size))",
      "kind        \(salvage.kind.rawValue)",
    ]
    lines += problems.map { "problem     \($0.printable)" }
    if problems.isEmpty { lines.append("state       whole, every checksum agrees") }
    if let architecture { lines += described(architecture) }
    lines += (summary.object ?? []).filter { $0.value.array == nil }.map {
      TextColumns.left($0.key.replacing("_", with: " ").printable, 26)
        + Inspection.shown($0.value).printable
    }
    lines += (summary["health"]?.array ?? []).compactMap(\.string)
      .map { "health      \($0.printable)" }
    if let labels = salvage.json(ModelFile.labelsKey)?.array?.compactMap(\.string) {
      lines.append("labels      \(labels.map(\.printable).joined(separator: ", "))")
    }
    if let likelihood = salvage.json("likelihood") {
      lines.append(TextColumns.left("likelihood state", 26) + likelihood.rendered().printable)
    }
    if architecture == nil || listsTensors { lines += tensorLines }
    if let card { lines.append("card        \(card.text.printable)") }
    return lines.joined(separator: "\n")
  }

  /// A value of the summary, a fraction with as many digits as anybody reads.
  private static func shown(_ value: JSON) -> String {
    if value.integer == nil, let number = value.number { return NumberText.fixed(number, 3) }
    return value.string ?? value.rendered()
  }

  /// The model in a few words and the file.
  var title: String {
    let model = architecture.map { Inspection.shape($0) + ": " } ?? ""
    return (model + path).printable
  }

  private func trainingBytes(_ a: Architecture) -> Int {
    a.trainingBytes(images: 64, threads: estimate.threads)
  }

  private static func shape(_ a: Architecture) -> String {
    "\(a.width)x\(a.height)x\(a.channels) to \(a.latents) latents"
  }

  private func described(_ a: Architecture) -> [String] {
    [
      "model       \(Inspection.shape(a)), likelihood \(a.likelihood.name)",
      LayerTable.text(a, indent: 12),
      "parameters  \(NumberText.grouped(a.parameterCount))",
      "memory      \(NumberText.bytes(4 * a.parameterCount)) to use, "
        + "\(NumberText.bytes(trainingBytes(a))) to train in batches of 64",
      "speed       about \(NumberText.grouped(Int(estimate.forwardPictures(architecture: a)))) pictures/s to "
        + "encode and decode on this machine",
    ]
  }

  private var tensorLines: [String] {
    salvage.arrays.map { array in
      let shape = array.entry.shape.map(String.init).joined(separator: "x")
      return "tensor      \(TextColumns.left(array.entry.name.printable, 30)) "
        + TextColumns.left(shape, 18)
        + (array.isWhole ? "whole" : "not proven")
    }
  }

  // MARK: - For programs

  func json(_ card: ModelCard?) -> JSON {
    var members: [JSON.Member] = [
      .init("command", "inspect"), .init("file", .string(path)),
      .init("bytes", .integer(salvage.size)),
      .init("kind", .string(salvage.kind.rawValue)), .init("whole", .boolean(problems.isEmpty)),
      .init("problems", JSON(problems)), .init("numbers", .integer(parameters)),
    ]
    if let architecture {
      members += [
        .init("architecture", architecture.json),
        .init("parameters", .integer(architecture.parameterCount)),
        .init("multiply_adds", .integer(architecture.multiplyAdds)),
        .init("training_bytes", .integer(trainingBytes(architecture))),
      ]
    }
    let tensors: [JSON] = salvage.arrays.map { array in
      [
        "name": .string(array.entry.name), "shape": .array(array.entry.shape.map { .integer($0) }),
        "whole": .boolean(array.isWhole),
      ]
    }
    return .object(
      members + [
        .init("summary", summary), .init("likelihood", salvage.json("likelihood") ?? .null),
        .init("tensors", .array(tensors)), .init("files", JSON(card.map { [$0.file.path] } ?? [])),
        .init("card", card?.json ?? .null),
      ])
  }
}

extension SafetensorsSalvage {
  fileprivate enum Kind: String { case model, checkpoint, unknown }

  fileprivate var kind: Kind {
    if metadata["kind"] == "vae-img model" { return .model }
    return metadata["position"] != nil ? .checkpoint : .unknown
  }

  /// A text of the metadata, if it is JSON.
  fileprivate func json(_ key: String) -> JSON? {
    metadata[key].flatMap { try? JSON(parsing: $0) }
  }
}
