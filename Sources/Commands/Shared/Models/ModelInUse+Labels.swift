import Autoencoder
import Files

/// What a model that was trained with `--labels folders` knows of its labels.
extension ModelInUse {
  var labels: [String] { model.labels }

  /// The codes of one label, to draw between.
  func neighbours(labelled label: String) throws -> CodeNeighbours {
    do { return try model.neighbours(labelled: label) } catch {
      switch error {
      case .noLabels: throw DataError("\(path) knows no labels; train with --labels folders")
      case .unknown(_, let labels):
        let known = labels.map(\.printable).joined(separator: ", ")
        throw DataError("\(path) has no label '\(label)'; it has \(known)")
      case .tooFewCodes(_, let count):
        throw DataError(
          "\(path) holds only \(NumberText.counted(count, "code")) of label '\(label)', "
            + "and draws between \(CodeNeighbours.fewestCodes) or more; leave out --label")
      }
    }
  }

  /// The codes of the label that a word names; nil where a file has that name, or no label has.
  func codes(labelled word: String) throws -> [[Float]]? {
    guard let neighbours = model.neighbours, labels.contains(word), try !FileFacts.exist(word)
    else { return nil }
    return neighbours.codes(labelled: word)
  }
}
