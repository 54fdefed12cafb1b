import Autoencoder
import KernelContract

// The layers of a network as operations of ONNX, on values [count, channel, y, x].
extension ONNXGraph {
  /// Adds a chain of layers from the value `input` on; returns the name of the last one's output.
  mutating func add(
    _ layers: [Layer], to input: String, _ parameters: [String: TorchLayout.Parameter]
  ) -> String {
    // What each layer reads, and what the last gives.
    var values = [input]
    for layer in layers {
      var value = result(of: layer, values[values.count - 1], parameters)
      if layer.addsSkip {
        value = add("Add", [value, values[values.count - 2]], giving: "\(layer.name).sum")
      }
      if layer.groups > 0 { value = normalised(value, layer, parameters) }
      values.append(activated(value, layer))
    }
    return values[values.count - 1]
  }

  /// The convolution with its bias. An affine layer reads and writes rows, between what are pictures elsewhere.
  private mutating func result(
    of layer: Layer, _ input: String, _ parameters: [String: TorchLayout.Parameter]
  ) -> String {
    let names = ["\(layer.name).weight", "\(layer.name).bias"]
    let weights = names.compactMap { parameters[$0] }.map { constant($0.name, $0.shape, $0.values) }
    let name = "\(layer.name).result"
    let g = layer.geometry
    guard layer.isAffine else {
      let window: [Attribute] = [
        .integers("kernel_shape", [g.kernel, g.kernel]),
        .integers("strides", [g.stride, g.stride]),
        .integers("pads", [g.padding, g.padding, g.padding, g.padding]),
      ]
      let operation = layer.direction == .toCoarse ? "Conv" : "ConvTranspose"
      return add(operation, [input] + weights, window, giving: name)
    }
    let row = reshaped(input, [g.fineChannels], giving: "\(layer.name).row")
    let affine = add(
      "Gemm", [row] + weights, [.integer("transB", 1)], giving: "\(layer.name).affine")
    return reshaped(affine, layer.result.torchShape, giving: name)
  }

  /// Group normalisation, which is normalisation of each group as if it were a channel of a longer picture; then
  /// gamma and beta of each channel.
  private mutating func normalised(
    _ value: String, _ layer: Layer, _ parameters: [String: TorchLayout.Parameter]
  ) -> String {
    let (name, channels, groups) = (layer.name, layer.result.channels, layer.groups)
    let norm = parameters["\(name).norm"]?.values ?? []
    let ones = constant("\(name).ones", [groups], Array(repeating: 1, count: groups))
    let zeros = constant("\(name).zeros", [groups], Array(repeating: 0, count: groups))
    let gamma = constant("\(name).gamma", [channels, 1, 1], Array(norm.prefix(channels)))
    let beta = constant("\(name).beta", [channels, 1, 1], Array(norm.suffix(channels)))
    let numbers = layer.result.valueCount
    let rows = reshaped(value, [groups, numbers / groups], giving: "\(name).groups")
    let even = add(
      "InstanceNormalization", [rows, ones, zeros], [.number("epsilon", Layer.epsilon)],
      giving: "\(name).even")
    let picture = reshaped(even, layer.result.torchShape, giving: "\(name).picture")
    let scaled = add("Mul", [picture, gamma], giving: "\(name).scaled")
    return add("Add", [scaled, beta], giving: "\(name).normalised")
  }

  private mutating func activated(_ value: String, _ layer: Layer) -> String {
    switch layer.activation {
    case .identity: return value
    case .silu:
      let share = add("Sigmoid", [value], giving: "\(layer.name).sigmoid")
      return add("Mul", [value, share], giving: layer.name)
    case .sigmoid: return add("Sigmoid", [value], giving: layer.name)
    case .leakyReLU(let slope):
      return add("LeakyRelu", [value], [.number("alpha", slope)], giving: layer.name)
    }
  }

  /// The same numbers as [count] + `shape`: a size of 0 stays what it is.
  mutating func reshaped(_ value: String, _ shape: [Int], giving name: String) -> String {
    let sizes = constant("\(name).shape", [0] + shape)
    return add("Reshape", [value, sizes], giving: name)
  }
}

extension ImageLayout {
  /// Of one picture, as PyTorch and ONNX lay it out.
  var torchShape: [Int] { [channels, height, width] }
}
