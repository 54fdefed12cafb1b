import KernelContract
import Tensors

/// A network's parameters as PyTorch lays them out, number for number:
///
///     Conv2d, ConvTranspose2d   [coarse channel, fine channel, ky, kx]   ours: [ky, kx, fine, coarse]
///     Linear                    [output, input]                          ours: [input, output]
///     norm                      [2, channel]: GroupNorm's weight above its bias, as ours
///
/// Conv2d goes from fine to coarse and ConvTranspose2d back, so that either's [out, in] or [in, out] is the first
/// line. What a Linear layer reads or writes as a picture is flattened there as [channel, y, x], here as [y, x, channel].
package struct TorchLayout {
  /// One parameter: the name is ours, the rest is what a `state_dict` would hold.
  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let shape: [Int]
    package let values: [Float]
  }

  private let tensors: [ParameterTensor]
  /// By the place of a parameter in the flat buffer: the layer whose weight or bias it is.
  private let weights: [Range<Int>: Layer]
  private let biases: [Range<Int>: Layer]

  package init(_ network: Network) {
    let layers = network.encoder + network.decoder
    tensors = network.parameters.tensors
    weights = Dictionary(uniqueKeysWithValues: layers.map { ($0.weights, $0) })
    biases = Dictionary(
      uniqueKeysWithValues: layers.filter { !$0.bias.isEmpty }.map { ($0.bias, $0) })
  }

  /// All parameters of `buffer`, which holds weights, or gradients, as `ParameterLayout` lays them out.
  package func parameters(of buffer: SharedFloats) -> [Parameter] {
    tensors.map { tensor in
      let part = buffer[tensor.range]
      let ours = part.span
      var values = [Float](repeating: 0, count: tensor.count)
      for (i, place) in places(of: tensor).enumerated() { values[place] = ours[i] }
      return Parameter(name: tensor.name, shape: shape(of: tensor), values: values)
    }
  }

  /// Where each number of a parameter lies in PyTorch's tensor.
  package func places(of tensor: ParameterTensor) -> [Int] {
    let numbers = 0..<tensor.count
    if let layer = biases[tensor.range] {
      return layer.isAffine ? numbers.map(layer.result.torchPlace) : Array(numbers)
    }
    guard let layer = weights[tensor.range] else { return Array(numbers) }
    let g = layer.geometry
    let window = g.kernel * g.kernel
    return numbers.map { i in
      let (row, coarse) = i.quotientAndRemainder(dividingBy: g.coarseChannels)
      let (tap, fine) = row.quotientAndRemainder(dividingBy: g.fineChannels)
      return layer.isAffine
        ? layer.result.torchPlace(coarse) * g.fineChannels + layer.input.torchPlace(fine)
        : (coarse * g.fineChannels + fine) * window + tap
    }
  }

  private func shape(of tensor: ParameterTensor) -> [Int] {
    guard let layer = weights[tensor.range] else { return tensor.shape }
    let g = layer.geometry
    let window = layer.isAffine ? [] : [g.kernel, g.kernel]
    return [g.coarseChannels, g.fineChannels] + window
  }
}

extension Layer {
  /// A convolution of one pixel, whose channels are all the numbers of what it reads and writes.
  package var isAffine: Bool {
    geometry.kernel == 1 && geometry.fineHeight == 1 && geometry.fineWidth == 1
  }
}

extension ImageLayout {
  /// Number i of an image without border, [y, x, channel], in [channel, y, x].
  fileprivate func torchPlace(_ i: Int) -> Int {
    let (pixel, channel) = i.quotientAndRemainder(dividingBy: channels)
    return channel * height * width + pixel
  }
}
