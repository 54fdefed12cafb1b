import KernelContract

/// A convolution, transposed convolution or affine layer, with what follows it before the next.
///
///     result = convolution(input) + bias  ( + the output two layers before, where a block `addsSkip` )
///     output = activation(normalise(result))        or the result itself, where the layer is bare
///
/// An affine layer is a convolution of one pixel, so that `result` and the geometry's own view of the
/// same numbers differ: 4x4x256 here, 1x1x4096 there.
package struct Layer: Sendable, Hashable {
  package let name: String
  package let geometry: ConvolutionGeometry
  /// The way of the forward pass; the input gradient goes the other way.
  package let direction: ConvolutionDirection
  /// How the numbers lie in memory, with the borders that their readers need.
  let input: ImageLayout
  package let result: ImageLayout
  let output: ImageLayout
  let resultGradient: ImageLayout
  /// 0 without normalisation.
  package let groups: Int
  package let activation: Activation
  /// The end of a residual block: adds what went into it.
  package let addsSkip: Bool
  /// Goes back in a phase of its own, over as many pictures as there are, and so never block by block.
  let goesAlone: Bool

  let weights: Range<Int>
  let bias: Range<Int>
  /// gamma and beta, one after the other.
  let norm: Range<Int>

  /// Neither normalised nor activated: the result is the output.
  var outputIsResult: Bool { groups == 0 && activation == .identity && !addsSkip }

  /// Whether its weights are fewer than the numbers of one picture that their gradient is made of. Then
  /// summing it block by block, while those are in the cache, costs less than fetching them again.
  package var sumsByBlock: Bool {
    !goesAlone && weights.count < input.valueCount + result.valueCount
  }

  /// The rows of which result and output stay in the second-level cache; none where one is too large.
  package var fittingRows: Int { (1 << 17) / (result.valueCount + output.valueCount) }

  package static let epsilon: Float = 1e-5
}

/// A layer as a network asks for it, before its neighbours fix the borders.
struct LayerPlan {
  let name: String
  let geometry: ConvolutionGeometry
  let direction: ConvolutionDirection
  /// The shape of the result.
  let height: Int
  let width: Int
  let channels: Int
  var normalised = true
  var activation = Activation.silu
  var addsSkip = false
  var goesAlone = false

  /// The zeros that an operation wants around this layer's input.
  var inputBorder: Int { direction == .toCoarse ? geometry.padding : geometry.coarseBorder }
  /// The zeros that the input gradient wants around the result's gradient.
  var gradientBorder: Int { direction == .toCoarse ? geometry.coarseBorder : geometry.padding }
  var outputLayout: ImageLayout { ImageLayout(height: height, width: width, channels: channels) }

  /// Convolutions before a normalisation have no bias: beta does its work.
  var hasBias: Bool { !normalised }

  func tensors(_ part: ParameterTensor.Part) -> [ParameterTensor] {
    let g = geometry
    let weightShape =
      g.kernel == 1
      ? [g.fineChannels, g.coarseChannels]
      : [g.kernel, g.kernel, g.fineChannels, g.coarseChannels]
    // A bias is as long as the convolution's output side, which for an affine layer is every number.
    let outputs = direction == .toCoarse ? g.coarseChannels : g.fineChannels
    func tensor(_ suffix: String, _ shape: [Int], decays: Bool) -> ParameterTensor {
      ParameterTensor(name: "\(name).\(suffix)", shape: shape, decays: decays, part: part)
    }
    return [tensor("weight", weightShape, decays: true)]
      + (hasBias ? [tensor("bias", [outputs], decays: false)] : [])
      + (normalised ? [tensor("norm", [2, channels], decays: false)] : [])
  }
}

extension Layer {
  /// The layers of a chain that starts from `input`, each buffer with the border of its next reader.
  static func chain(
    _ plans: [LayerPlan], input: ImageLayout, parameters: ParameterLayout
  ) -> [Layer] {
    var layers: [Layer] = []
    for (i, plan) in plans.enumerated() {
      let next = i + 1 < plans.count ? plans[i + 1].inputBorder : 0
      let before = layers.last.map(\.output) ?? input.with(border: plan.inputBorder)
      let skipBorder = plan.addsSkip ? layers[i - 2].output.border : 0
      layers.append(
        Layer(
          name: plan.name, geometry: plan.geometry, direction: plan.direction, input: before,
          result: plan.outputLayout.with(border: skipBorder),
          output: plan.outputLayout.with(border: next),
          resultGradient: plan.outputLayout.with(border: plan.gradientBorder),
          groups: plan.normalised ? groups(of: plan.channels) : 0,
          activation: plan.activation, addsSkip: plan.addsSkip, goesAlone: plan.goesAlone,
          weights: parameters.range("\(plan.name).weight"),
          bias: parameters.range("\(plan.name).bias"),
          norm: parameters.range("\(plan.name).norm")))
    }
    return layers
  }

  /// Eight, or the most below that divide the channels.
  private static func groups(of channels: Int) -> Int {
    (1...8).last { channels % $0 == 0 } ?? 1
  }
}
