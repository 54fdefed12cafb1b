/// What a model costs: parameters and arithmetic; and its layers as a table for people.
extension Architecture {
  package struct LayerRow: Sendable, Hashable {
    package let name: String
    /// Such as "64x64x3 -> 32x32x32".
    package let shapes: String
    /// Such as "4x4, stride 2" or "affine".
    package let operation: String
    package let parameters: Int
    package let multiplyAdds: Int
  }

  package var parameterCount: Int { network.parameters.parameterCount }

  /// Of one picture forward, encoder and decoder; a training step costs three times that.
  package var multiplyAdds: Int {
    (network.encoder + network.decoder).reduce(0) { $0 + $1.geometry.multiplyAdds }
  }

  /// Of one picture forward, in all rows that a discriminator sees of it.
  package func multiplyAdds(of adversarial: Adversarial) -> Int {
    discriminator(filters: adversarial.filters).layers.reduce(0) {
      $0 + $1.geometry.multiplyAdds
    } * AdversarialPass.Kind.allCases.count
  }

  package var layerRows: [LayerRow] {
    (network.encoder + network.decoder).map { layer in
      let (g, input, output) = (layer.geometry, layer.input, layer.output)
      let transposed = layer.direction == .toFine ? ", transposed" : ""
      let parameters = layer.weights.count + layer.bias.count + layer.norm.count
      return LayerRow(
        name: layer.name,
        shapes: "\(input.width)x\(input.height)x\(input.channels) -> "
          + "\(output.width)x\(output.height)x\(output.channels)",
        operation: layer.isAffine
          ? "affine" : "\(g.kernel)x\(g.kernel), stride \(g.stride)\(transposed)",
        parameters: parameters, multiplyAdds: g.multiplyAdds)
    }
  }
}
