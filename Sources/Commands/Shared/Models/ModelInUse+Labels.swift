import Autoencoder
import Files

/// What a model that was trained with `--labels folders` knows of its labels.
extension ModelInUse {
  /// In alphabetical order; empty of a model without labels. They may be anybody's words.
  var labels: [String] { model.neighbours?.labels?.names ?? [] }

  /// The codes of one label, to draw between.
  func neighbours(labelled label: String) throws -> CodeNeighbours {
    guard let all = model.neighbours, all.labels != nil else {
      throw DataError("\(path) knows no labels; train with --labels folders")
    }
    guard labels.contains(label) else {
      throw DataError(
        "\(path) has no label '\(label)'; it has \(labels.map(\.printable).joined(separator: ", "))"
      )
    }
    guard let chosen = all.only(labelled: label) else {
      throw DataError(
        "\(path) holds only \(NumberText.counted(all.codes(labelled: label).count, "code")) of label '\(label)', "
          + "and draws between \(CodeNeighbours.fewestCodes) or more; leave out --label")
    }
    return chosen
  }

  /// The codes of the label that a word names; nil where a file has that name, or no label has.
  func codes(labelled word: String) throws -> [[Float]]? {
    guard let neighbours = model.neighbours, labels.contains(word), try !FileFacts.exist(word)
    else { return nil }
    return neighbours.codes(labelled: word)
  }
}
