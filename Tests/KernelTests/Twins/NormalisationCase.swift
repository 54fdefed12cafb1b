import KernelContract
import TestSupport

/// An image size, groups and an activation, on which every operation of `NormalisationKernels`
/// runs.
struct NormalisationCase: Sendable, CustomStringConvertible {
  let layout: ImageLayout
  let groups: Int
  let activation: Activation
  /// What is added to x: values far from zero must cost no accuracy.
  var shift: Float = 0
  var images = 2

  static let activations: [Activation] = [
    .identity, .leakyReLU(slope: 0.2), .silu, .sigmoid,
  ]

  /// Channels around the lane counts, rows that joined pixels divide and do not, one group, a group
  /// for each channel, and all activations in turn.
  static let all: [NormalisationCase] = {
    let sizes: [(height: Int, width: Int, channels: Int, groups: Int, border: Int)] = [
      (1, 1, 1, 1, 0), (3, 3, 3, 1, 1), (2, 7, 7, 7, 0), (4, 8, 8, 4, 1), (3, 5, 9, 3, 2),
      (8, 8, 15, 5, 0), (8, 8, 16, 8, 1), (2, 3, 17, 1, 1), (4, 6, 31, 31, 0), (6, 8, 32, 8, 1),
      (5, 3, 33, 11, 1), (4, 4, 64, 8, 0), (3, 4, 96, 2, 1), (2, 2, 130, 130, 1), (4, 4, 256, 8, 1),
      (1, 5, 257, 1, 0), (16, 16, 3, 3, 1), (1, 1, 66, 33, 0),
    ]
    return sizes.indices.flatMap { i in
      let (height, width, channels, groups, border) = sizes[i]
      let layout = ImageLayout(height: height, width: width, channels: channels, border: border)
      return [0, 3].map { turn in
        NormalisationCase(
          layout: layout, groups: groups,
          activation: activations[(i + turn) % activations.count], shift: turn == 0 ? 0 : 30)
      }
    }
  }()

  var description: String {
    """
    \(layout.height)x\(layout.width)x\(layout.channels), border \(layout.border), \
    \(groups) groups, \(activation), shifted by \(shift)
    """
  }
}

/// One table's results for one case, from numbers that depend on the case alone; inputs have poison
/// where nothing may be read, results start as poison, and all lie between guards.
struct NormalisationRun {
  let output: ImageLayout
  let y: [Float]
  let statistics: [Float]
  let dx: [Float]
  let parameterGradient: [Float]
  let activated: [Float]
  let activatedGradient: [Float]
  let x: [Float]

  init(
    _ kernels: some NormalisationKernels, _ test: NormalisationCase, _ place: GuardedFloats.Place,
    statistics given: [Float]? = nil
  ) {
    let layout = test.layout
    let images = test.images
    output = layout.with(border: (layout.border + 1) % 3)
    var numbers = RepeatableNumbers(seed: 5)
    x = layout.poisoned(images: images, zeros: 0, &numbers).map { $0 + test.shift }
    let xs = GuardedFloats(x, place)
    let gamma = GuardedFloats(numbers.floats(layout.channels), place)
    let beta = GuardedFloats(numbers.floats(layout.channels), place)
    let dy = GuardedFloats(numbers.floats(images * layout.valueCount), place)
    let room = images * output.imageStride

    var ys = GuardedFloats(count: room, place)
    var statistics = GuardedFloats(count: images * test.groups * 2, place)
    var ySpan = ys.mutableSpan
    var statisticsSpan = statistics.mutableSpan
    kernels.normaliseActivate(
      layout, images: images, groups: test.groups, epsilon: 1e-5, test.activation,
      x: xs.span, gamma: gamma.span, beta: beta.span, statistics: &statisticsSpan, y: &ySpan,
      yBorder: output.border)
    y = ys.values
    self.statistics = statistics.values

    let used = GuardedFloats(given ?? statistics.values, place)
    var dxs = GuardedFloats(count: room, place)
    var parameters = GuardedFloats(count: images * layout.channels * 2, place)
    var dxSpan = dxs.mutableSpan
    var parameterSpan = parameters.mutableSpan
    kernels.normaliseActivateGradient(
      layout, images: images, groups: test.groups, test.activation,
      x: xs.span, statistics: used.span, gamma: gamma.span, beta: beta.span,
      dy: dy.span, dx: &dxSpan, dxBorder: output.border, parameterGradient: &parameterSpan)
    dx = dxs.values
    parameterGradient = parameters.values

    var applied = GuardedFloats(count: room, place)
    var appliedSpan = applied.mutableSpan
    kernels.activate(
      layout, images: images, test.activation, x: xs.span, y: &appliedSpan, yBorder: output.border)
    activated = applied.values
    var slopes = GuardedFloats(count: room, place)
    var slopesSpan = slopes.mutableSpan
    kernels.activateGradient(
      layout, images: images, test.activation, x: xs.span, dy: dy.span, dx: &slopesSpan,
      dxBorder: output.border)
    activatedGradient = slopes.values
  }
}
