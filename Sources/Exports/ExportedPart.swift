import Autoencoder

/// What of a model is exported: the way from pictures to codes, the way back, or one after the other.
package enum ExportedPart: String, Sendable, CaseIterable {
  case encoder, decoder, both

  package var hasEncoder: Bool { self != .decoder }
  package var hasDecoder: Bool { self != .encoder }

  func holds(_ tensor: ParameterTensor) -> Bool {
    switch tensor.part {
    case .encoder: hasEncoder
    case .decoder: hasDecoder
    case .discriminator: false
    }
  }
}
