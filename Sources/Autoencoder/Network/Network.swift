import KernelContract

/// The layers of an architecture: what a picture passes on its way to a code and back.
///
///     encoder   stages of 4x4 stride-2 convolutions, then `head`: affine to (mean | log-variance)
///     decoder   `stem`: affine from the latents, then transposed convolutions, the last one bare
///
/// Where the code is a map, head and stem are 1x1 convolutions.
package struct Network: Sendable, Hashable {
  package let encoder: [Layer]
  package let decoder: [Layer]
  package let parameters: ParameterLayout
  /// How the encoder's first layer wants the pictures to lie.
  let picture: ImageLayout

  init(layersOf a: Architecture) throws(GeometryError) {
    let picture = ImageLayout(height: a.height, width: a.width, channels: a.channels)
    let encoder = try Network.encoderPlans(a)
    let decoder = try Network.decoderPlans(a)
    let parameters = ParameterLayout(
      encoder.flatMap { $0.tensors(.encoder) } + decoder.flatMap { $0.tensors(.decoder) })
    self.parameters = parameters
    self.encoder = Layer.chain(encoder, input: picture, parameters: parameters)
    self.decoder = Layer.chain(
      decoder,
      input: ImageLayout(
        height: a.places.height, width: a.places.width, channels: a.latentsPerPlace),
      parameters: parameters)
    self.picture = picture.with(border: encoder[0].inputBorder)
  }

  private static func encoderPlans(_ a: Architecture) throws(GeometryError) -> [LayerPlan] {
    var plans: [LayerPlan] = []
    var (height, width, channels) = (a.height, a.width, a.channels)
    for stage in 0..<a.stages {
      let next = a.channels(afterStage: stage)
      let geometry = try ConvolutionGeometry(
        fineHeight: height, fineWidth: width, fineChannels: channels, coarseChannels: next,
        kernel: 4, stride: 2, padding: 1)
      (height, width, channels) = (height / 2, width / 2, next)
      plans.append(
        LayerPlan(
          name: "encoder.\(stage)", geometry: geometry, direction: .toCoarse,
          height: height, width: width, channels: channels,
          normalised: a.normalisation == .group))
      if a.residual { plans += try residualBlock(plans[plans.count - 1], a) }
    }
    plans.append(
      LayerPlan(
        name: "head",
        geometry: try affine(
          a, inputs: height * width * channels, outputs: 2 * a.latents),
        direction: .toCoarse, height: a.places.height, width: a.places.width,
        channels: 2 * a.latentsPerPlace,
        normalised: false, activation: .identity, goesAlone: true))
    return plans
  }

  private static func decoderPlans(_ a: Architecture) throws(GeometryError) -> [LayerPlan] {
    let last = a.stages - 1
    var (height, width) = (a.height >> a.stages, a.width >> a.stages)
    var channels = a.stages == 0 ? a.channels : a.channels(afterStage: last)
    let normalised = a.normalisation == .group
    var plans = [
      LayerPlan(
        name: "stem",
        geometry: try affine(a, inputs: a.latents, outputs: height * width * channels),
        direction: .toCoarse, height: height, width: width, channels: channels,
        normalised: normalised && a.stages > 0, activation: a.stages > 0 ? .silu : .identity)
    ]
    for stage in stride(from: last, through: 0, by: -1) {
      if a.residual { plans += try residualBlock(plans[plans.count - 1], a) }
      let isLast = stage == 0 && a.outputFilters == 0
      let next =
        stage > 0 ? a.channels(afterStage: stage - 1) : isLast ? a.channels : a.outputFilters
      let geometry = try ConvolutionGeometry(
        coarseHeight: height, coarseWidth: width, coarseChannels: channels, fineChannels: next,
        kernel: 4, stride: 2, padding: 1)
      (height, width, channels) = (height * 2, width * 2, next)
      plans.append(
        LayerPlan(
          name: "decoder.\(stage)", geometry: geometry, direction: .toFine,
          height: height, width: width, channels: channels,
          normalised: normalised && !isLast, activation: isLast ? .identity : .silu))
    }
    guard a.outputFilters > 0 else { return plans }
    plans.append(
      LayerPlan(
        name: "output",
        geometry: try ConvolutionGeometry(
          fineHeight: height, fineWidth: width, fineChannels: channels,
          coarseChannels: a.channels, kernel: 3, stride: 1, padding: 1),
        direction: .toCoarse, height: height, width: width, channels: a.channels,
        normalised: false, activation: .identity))
    return plans
  }

  /// Between the numbers of all places, at each place by itself.
  private static func affine(
    _ a: Architecture, inputs: Int, outputs: Int
  ) throws(GeometryError) -> ConvolutionGeometry {
    let places = a.places
    return try ConvolutionGeometry(
      fineHeight: places.height, fineWidth: places.width, fineChannels: inputs / places.count,
      coarseChannels: outputs / places.count, kernel: 1, stride: 1, padding: 0)
  }

  /// y = x + convolution(activation(normalise(convolution(x)))), both 3x3.
  private static func residualBlock(
    _ before: LayerPlan, _ a: Architecture
  ) throws(GeometryError) -> [LayerPlan] {
    let geometry = try ConvolutionGeometry(
      fineHeight: before.height, fineWidth: before.width, fineChannels: before.channels,
      coarseChannels: before.channels, kernel: 3, stride: 1, padding: 1)
    func plan(_ suffix: String) -> LayerPlan {
      LayerPlan(
        name: "\(before.name).\(suffix)", geometry: geometry, direction: .toCoarse,
        height: before.height, width: before.width, channels: before.channels)
    }
    var inner = plan("inner")
    inner.normalised = a.normalisation == .group
    var join = plan("join")
    join.normalised = false
    join.activation = .identity
    join.addsSkip = true
    return [inner, join]
  }
}

extension Network {
  /// The most numbers of a picture between two layers.
  var widest: Int {
    (encoder.map(\.output) + decoder.map(\.output) + [picture]).reduce(0) { max($0, $1.valueCount) }
  }

  /// What one thread's convolutions need of it, whichever the layer.
  func workspaceCount(_ kernels: any ConvolutionKernels) -> Int {
    (encoder + decoder).reduce(0) { max($0, kernels.workspaceCount($1.geometry)) }
  }
}

extension Architecture {
  package var network: Network {
    do { return try Network(layersOf: self) } catch {
      preconditionFailure("an architecture's layers are checked when it is made: \(error)")
    }
  }
}
