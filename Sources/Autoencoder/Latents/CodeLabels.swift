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

  /// The labels that have codes enough to draw between, and of each these, by their places among all codes.
  package var drawable: [(name: String, codes: [Int])] {
    (labels?.names ?? []).map { ($0, indices(labelled: $0)) }
      .filter { $0.codes.count >= CodeNeighbours.fewestCodes }
  }

  private func indices(labelled name: String) -> [Int] {
    guard let labels, let place = labels.names.firstIndex(of: name) else { return [] }
    return labels.places.indices.filter { labels.places[$0] == place }
  }
}
