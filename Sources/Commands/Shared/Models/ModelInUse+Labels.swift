import Autoencoder
import Files

/// What a model that was trained with `--labels folders` knows of its labels.
extension ModelInUse {
  var labels: [String] { model.labels }

  /// The codes of one label, to draw between.
  func neighbours(labelled label: String) throws -> CodeNeighbours {
    do { return try model.neighbours(labelled: label) } catch {
      let remedy =
        switch error {
        case .noLabels: "; train with --labels folders"
        case .unknown: ""
        case .tooFewCodes: "; leave out --label"
        }
      throw DataError("\(path) \(error.reason)\(remedy)")
    }
  }

  /// The codes of the label that a word names; nil where a file has that name, or no label has.
  func codes(labelled word: String) throws -> [[Float]]? {
    guard let neighbours = model.neighbours, labels.contains(word), try !FileFacts.exist(word)
    else { return nil }
    return neighbours.codes(labelled: word)
  }
}
