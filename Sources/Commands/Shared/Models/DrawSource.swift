import Autoencoder

/// What --sampler names.
enum Sampler: String, CaseIterable { case prior, mixture }

/// Where new codes come from.
enum DrawSource {
  /// N(0, I).
  case prior
  /// The Gaussian mixture fitted to the codes of the training pictures.
  case mixture(LatentMixture)
  /// A code, plus a draw from N(0, I) times the spread of each latent.
  case around([Float], spread: [Float])

  var name: String {
    switch self {
    case .prior: "prior"
    case .mixture: "mixture"
    case .around: "picture"
    }
  }

  /// Completes "64 pictures ...".
  var phrase: String {
    switch self {
    case .prior: "from the prior"
    case .mixture: "from the mixture"
    case .around: "around the picture"
    }
  }
}
