import KernelContract

/// The layers of the network that tells pictures from what the decoder draws: 4x4 stride-2 convolutions with
/// leaky units, as many as the encoder has, then an affine layer to one logit.
///
/// Nothing normalises, so that every logit depends on its own picture alone and a decoder cannot
/// hide a wrong contrast.
package struct Discriminator: Sendable, Hashable {
  package let layers: [Layer]
  package let parameters: ParameterLayout
  /// How the first layer wants the pictures to lie.
  let picture: ImageLayout

  static let slope: Float = 0.2

  init(of a: Architecture, filters: Int) throws(GeometryError) {
    let picture = ImageLayout(height: a.height, width: a.width, channels: a.channels)
    var plans: [LayerPlan] = []
    var (height, width, channels) = (a.height, a.width, a.channels)
    for stage in 0..<a.stages {
      let next = filters << min(stage, 3)
      let geometry = try ConvolutionGeometry(
        fineHeight: height, fineWidth: width, fineChannels: channels, coarseChannels: next,
        kernel: 4, stride: 2, padding: 1)
      (height, width, channels) = (height / 2, width / 2, next)
      plans.append(
        LayerPlan(
          name: "discriminator.\(stage)", geometry: geometry, direction: .toCoarse,
          height: height, width: width, channels: channels,
          normalised: false,
          activation: .leakyReLU(slope: Discriminator.slope)))
    }
    plans.append(
      LayerPlan(
        name: "logit",
        geometry: try ConvolutionGeometry(inputs: height * width * channels, outputs: 1),
        direction: .toCoarse, height: 1, width: 1, channels: 1,
        normalised: false, activation: .identity))
    parameters = ParameterLayout(plans.flatMap { $0.tensors(.discriminator) })
    layers = Layer.chain(plans, input: picture, parameters: parameters)
    self.picture = picture.with(border: layers[0].input.border)
  }
}

extension Architecture {
  package func discriminator(filters: Int) -> Discriminator {
    do { return try Discriminator(of: self, filters: filters) } catch {
      preconditionFailure("the encoder has the same layers, of as many channels or more: \(error)")
    }
  }
}
