import Autoencoder
import Exports
import Files
import KernelSelection
import Tensors
import TestSupport
import Threads

/// A model with no special number in it, and what the program makes of some pictures and codes.
struct ExportedModel {
  static let count = 3

  let model: Model
  let pictures: Values
  let codes: Values
  let means: [Float]
  let logVariances: [Float]
  let decoded: [Float]
  /// Of the means.
  let reconstructed: [Float]

  init(_ a: Architecture, seed: UInt64 = 3) throws {
    let model = Model(a)
    model.preprocessing = ["fit": "crop", "background": "#0102ff"]
    var numbers = RepeatableNumbers(seed: seed)
    for tensor in model.network.parameters.tensors {
      let isNorm = tensor.name.hasSuffix(".norm")
      let isLast = tensor.name.hasPrefix((model.network.decoder.last?.name ?? "") + ".")
      // Sums of many inputs stay of the size of one, and pictures between 0 and 1.
      let inputs = tensor.decays ? Float(tensor.count / (tensor.shape.last ?? 1)) : 1
      let (start, scale): (Float, Float) =
        isNorm ? (1, 0.5) : isLast ? (tensor.decays ? 0 : 0.5, 0.1) : (0, 2)
      let values = numbers.floats(tensor.count)
      let part = model.weights.shared[tensor.range]
      var weights = part.mutableSpan
      for i in 0..<weights.count { weights[i] = start + values[i] * scale / inputs.squareRoot() }
    }
    self.model = model
    let size = a.dimensions
    let pixels = numbers.floats(Self.count * size).map { abs($0) }
    codes = Values(shape: [Self.count, a.latents], numbers: numbers.floats(Self.count * a.latents))
    let inference = Inference(
      model, kernels: KernelSelection.available[0], team: Team(threads: 1))
    let given = Tensor(pixels)
    let drawn = Tensor(codes.numbers)
    let encoded = inference.encode(given.shared, count: Self.count)
    means = ExportedModel.array(encoded.means)
    logVariances = ExportedModel.array(encoded.logVariances)
    pictures = Values(
      shape: [Self.count, a.channels, a.height, a.width],
      numbers: ExportedModel.planes(pixels, a))
    decoded = ExportedModel.planes(
      ExportedModel.array(inference.decode(drawn.shared, count: Self.count)), a)
    reconstructed = ExportedModel.planes(
      ExportedModel.array(inference.decode(encoded.means.shared, count: Self.count)), a)
  }

  private static func array(_ tensor: borrowing Tensor) -> [Float] {
    let numbers = tensor.span
    return numbers.indices.map { numbers[$0] }
  }

  /// From [picture, y, x, channel] to [picture, channel, y, x].
  private static func planes(_ numbers: [Float], _ a: Architecture) -> [Float] {
    let plane = a.height * a.width
    return numbers.indices.map { i in
      let (picture, rest) = i.quotientAndRemainder(dividingBy: a.dimensions)
      return numbers[picture * a.dimensions + rest % plane * a.channels + rest / plane]
    }
  }
}
