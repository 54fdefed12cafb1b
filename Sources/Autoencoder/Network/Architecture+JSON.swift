import Files

extension Architecture {
  package var json: JSON {
    [
      "height": .integer(height), "width": .integer(width), "channels": .integer(channels),
      "filters": .integer(filters), "stages": .integer(stages),
      "latents": .integer(latentsPerPlace),
      "code": .string(codeShape.rawValue),
      "residual": .boolean(residual), "normalisation": .string(normalisation.rawValue),
      "likelihood": .string(likelihood.name), "output_filters": .integer(outputFilters),
    ]
  }

  /// From what `json` wrote; checked like any other architecture.
  package init(json: JSON) throws(ArchitectureError) {
    func integer(_ key: String) throws(ArchitectureError) -> Int {
      guard let value = json[key]?.integer else { throw .badField(key) }
      return value
    }
    guard let residual = json["residual"]?.boolean else { throw .badField("residual") }
    guard let normalisation = json["normalisation"]?.string.flatMap(Normalisation.init) else {
      throw .badField("normalisation")
    }
    // Models from before have none.
    let named = json["code"] ?? .string(CodeShape.vector.rawValue)
    guard let codeShape = named.string.flatMap(CodeShape.init) else { throw .badField("code") }
    guard let likelihood = json["likelihood"]?.string else { throw .badField("likelihood") }
    try self.init(
      height: try integer("height"), width: try integer("width"),
      channels: try integer("channels"), filters: try integer("filters"),
      stages: try integer("stages"), latentsPerPlace: try integer("latents"), codeShape: codeShape,
      residual: residual,
      normalisation: normalisation, likelihood: try Likelihood(name: likelihood),
      // Models from before have none.
      outputFilters: json["output_filters"]?.integer ?? 0)
  }
}

extension LikelihoodState {
  package var json: JSON { ["value": .number(value), "batches": .integer(batches)] }

  package init?(json: JSON) {
    guard let value = json["value"]?.number, let batches = json["batches"]?.integer,
      value.isFinite, batches >= 0
    else { return nil }
    self.init(value: value, batches: batches)
  }
}
