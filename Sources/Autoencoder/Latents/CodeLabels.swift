import Files

/// Of which kind each of some codes is: a model draws of one kind where it knows which codes are.
package struct CodeLabels: Sendable, Hashable {
  /// In alphabetical order.
  package let names: [String]
  /// Of each code, where its label stands among the names.
  package let places: [Int]

  /// Of a label for each code.
  package init(_ labels: [String]) {
    let names = Set(labels).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    self.names = names
    self.places = labels.compactMap { places[$0] }
  }

  /// As a file has them; nil unless they could be some codes' own.
  init?(names: [String], places: [Int]) {
    guard names == Set(names).sorted(), places.allSatisfy(names.indices.contains) else {
      return nil
    }
    self.names = names
    self.places = places
  }
}

/// Why a model has no pictures of a label to draw.
package enum LabelError: Error, Hashable {
  case noLabels
  case unknown(String, labels: [String])
  case tooFewCodes(String, count: Int)

  /// What follows the name of the model.
  package var reason: String {
    switch self {
    case .noLabels: "knows no labels"
    case .unknown(let label, let labels):
      "has no label '\(label)'; it has \(labels.map(\.printable).joined(separator: ", "))"
    case .tooFewCodes(let label, let count):
      "holds only \(NumberText.counted(count, "code")) of label '\(label)', "
        + "and draws between \(CodeNeighbours.fewestCodes) or more"
    }
  }
}

extension Model {
  /// In alphabetical order; empty of a model without labels. They may be anybody's words.
  package var labels: [String] { neighbours?.labels?.names ?? [] }

  /// The codes of one label, to draw between.
  package func neighbours(labelled label: String) throws(LabelError) -> CodeNeighbours {
    guard let neighbours, neighbours.labels != nil else { throw .noLabels }
    guard labels.contains(label) else { throw .unknown(label, labels: labels) }
    guard let chosen = neighbours.only(labelled: label) else {
      throw .tooFewCodes(label, count: neighbours.codes(labelled: label).count)
    }
    return chosen
  }
}

extension CodeNeighbours {
  /// The codes of a label; empty of one that there is not.
  package func codes(labelled name: String) -> [[Float]] { indices(labelled: name).map(code) }

  /// The same with all that drawing between them takes; nil where they are too few.
  package func only(labelled name: String) -> CodeNeighbours? {
    let chosen = indices(labelled: name)
    return CodeNeighbours(
      codes: chosen.flatMap(code), latents: latents, places: places,
      reaches: chosen.map { reaches[$0] }, spread: spread)
  }

  /// The labels that have codes enough to draw between: of each where these stand among all, and the codes themselves.
  package var drawable: [(name: String, places: [Int], codes: CodeNeighbours)] {
    (labels?.names ?? []).compactMap { name in
      only(labelled: name).map { (name, indices(labelled: name), $0) }
    }
  }

  private func indices(labelled name: String) -> [Int] {
    guard let labels, let place = labels.names.firstIndex(of: name) else { return [] }
    return labels.places.indices.filter { labels.places[$0] == place }
  }
}
