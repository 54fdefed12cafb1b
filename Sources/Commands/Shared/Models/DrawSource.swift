import Autoencoder

/// What --sampler names.
enum Sampler: String, CaseIterable { case neighbours, prior }

/// Where new codes come from.
enum DrawSource {
  /// N(0, I).
  case prior
  /// Between the codes of training pictures that are alike.
  case neighbours(CodeNeighbours)
  /// A code, plus a draw from N(0, I) times the spread of each latent.
  case around([Float], spread: [Float])

  var name: String {
    switch self {
    case .prior: "prior"
    case .neighbours: "neighbours"
    case .around: "picture"
    }
  }

  /// Completes "64 pictures ...".
  var phrase: String {
    switch self {
    case .prior: "from the prior"
    case .neighbours: "from between neighbours"
    case .around: "around the picture"
    }
  }
}
