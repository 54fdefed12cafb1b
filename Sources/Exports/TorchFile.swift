import Autoencoder
import Files
import KernelContract
import Training

/// A model's weights as PyTorch lays them out, in a safetensors file: exact, and with what their layers are.
///
/// Tensors: NAME.weight, NAME.bias, NAME.norm.weight and NAME.norm.bias, for the layers that have them.
/// Metadata: kind, the model's notes, and as JSON `layers`, of encoder and decoder the layers in their order, and `code`,
/// the height, width and channels that a code has as a picture, channels last.
package enum TorchFile {
  package static func write(
    _ model: Model, _ part: ExportedPart, to path: String, replacing: Bool
  ) throws {
    let notes = try ModelNotes(model)
    let parameters = TorchLayout(model.network).parameters(of: model.weights.shared)
    let held = zip(model.network.parameters.tensors, parameters)
      .filter { part.holds($0.0) }.flatMap { torchParameters($0.1) }
    var writer = try SafetensorsWriter(
      path,
      metadata: [("kind", "vae-img torch")] + notes.members
        + [
          ("layers", layers(model.network, part).rendered()),
          ("code", code(model.architecture).rendered()),
        ],
      entries: held.map { Safetensors.Entry($0.name, shape: $0.shape) })
    for parameter in held { try writer.append(parameter.values.span) }
    try writer.finish(replacing: replacing)
  }

  /// A normalisation's two rows are tensors of their own there.
  private static func torchParameters(
    _ ours: TorchLayout.Parameter
  ) -> [(name: String, shape: [Int], values: [Float])] {
    guard ours.name.hasSuffix(".norm") else { return [(ours.name, ours.shape, ours.values)] }
    let channels = ours.shape[1]
    return [
      ("\(ours.name).weight", [channels], Array(ours.values.prefix(channels))),
      ("\(ours.name).bias", [channels], Array(ours.values.suffix(channels))),
    ]
  }

  private static func code(_ a: Architecture) -> JSON {
    .array([a.places.height, a.places.width, a.latentsPerPlace].map { .integer($0) })
  }

  private static func layers(_ network: Network, _ part: ExportedPart) -> JSON {
    [
      "encoder": .array(part.hasEncoder ? network.encoder.map(described) : []),
      "decoder": .array(part.hasDecoder ? network.decoder.map(described) : []),
    ]
  }

  /// A layer by the names of torch.nn.functional: `kind`, and after it the skip, group_norm and `activation`.
  private static func described(_ layer: Layer) -> JSON {
    let isBack = layer.direction == .toFine
    return [
      "name": .string(layer.name),
      "kind": layer.isAffine ? "linear" : isBack ? "conv_transpose2d" : "conv2d",
      "stride": .integer(layer.geometry.stride), "padding": .integer(layer.geometry.padding),
      "shape": .array(layer.result.torchShape.map { .integer($0) }),
      "adds_skip": .boolean(layer.addsSkip), "groups": .integer(layer.groups),
      "activation": .string(layer.activation.torchName),
    ]
  }
}

extension Activation {
  fileprivate var torchName: String {
    switch self {
    case .identity: "identity"
    case .silu: "silu"
    case .sigmoid: "sigmoid"
    case .leakyReLU: "leaky_relu"
    }
  }
}
