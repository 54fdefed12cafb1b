import Files
import KernelContract

/// A decoder as a program without these kernels can run it: its layers in words, and all their numbers in a row.
///
/// A layer takes numbers channels-last, sums over the taps of a window between its two sides, and goes on:
///
///     coarse pixel (y, x) meets fine pixel (stride y + ky - padding, stride x + kx - padding)
///     result[output pixel, o] = bias[o] + sum over taps and i of input[input pixel, i] weights[tap][o][i]
///
/// Where it is `transposed` the input is the coarse side. Then follow, in this order: what went in two layers
/// before is added (`adds_skip`), `groups` runs of `channels` are normalised (0: none), and the activation.
package struct PortableDecoder {
  /// One object for each layer, in their order.
  package let layers: JSON
  /// Of each layer in turn the weights [tap][output][input], the bias where it has one, and gamma and beta where
  /// it normalises.
  package let numbers: [Float]

  package init(_ model: Model) {
    let weights = model.weights.shared
    layers = .array(model.network.decoder.map(PortableDecoder.described))
    numbers = model.network.decoder.flatMap { layer in
      layer.outputMajor(weights[layer.weights].span) + Array(weights[layer.bias].span)
        + Array(weights[layer.norm].span)
    }
  }

  private static func described(_ layer: Layer) -> JSON {
    let g = layer.geometry
    return [
      "fine": .array([g.fineHeight, g.fineWidth, g.fineChannels].map { .integer($0) }),
      "coarse": .array([g.coarseHeight, g.coarseWidth, g.coarseChannels].map { .integer($0) }),
      "kernel": .integer(g.kernel), "stride": .integer(g.stride), "padding": .integer(g.padding),
      "transposed": .boolean(layer.direction == .toFine), "bias": .boolean(!layer.bias.isEmpty),
      "adds_skip": .boolean(layer.addsSkip), "groups": .integer(layer.groups),
      "channels": .integer(layer.result.channels), "epsilon": .number(Double(Layer.epsilon)),
      // The only two of decoders.
      "activation": layer.activation == .identity ? "identity" : "silu",
    ]
  }
}

extension Layer {
  /// Weights [tap][fine][coarse] as [tap][output][input].
  fileprivate func outputMajor(_ weights: Span<Float>) -> [Float] {
    // Transposed, the outputs are the fine side, and the order is right.
    if direction == .toFine { return Array(weights) }
    let (inputs, outputs) = (geometry.fineChannels, geometry.coarseChannels)
    return (0..<weights.count).map { place in
      let (row, i) = place.quotientAndRemainder(dividingBy: inputs)
      let (tap, o) = row.quotientAndRemainder(dividingBy: outputs)
      return weights[(tap * inputs + i) * outputs + o]
    }
  }
}

extension Array<Float> {
  fileprivate init(_ numbers: Span<Float>) { self = numbers.indices.map { numbers[$0] } }
}
