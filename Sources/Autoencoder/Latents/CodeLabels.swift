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

  private func indices(labelled name: String) -> [Int] {
    guard let labels, let place = labels.names.firstIndex(of: name) else { return [] }
    return labels.places.indices.filter { labels.places[$0] == place }
  }
}
