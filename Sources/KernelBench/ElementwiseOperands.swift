import KernelContract
import Tensors

/// What an elementwise operation reads and writes. As in the model, results have a border of one pixel
/// and gradients that come back have none.
struct ElementwiseOperands: ~Copyable {
  private static let groups = 8

  private let kernels: any KernelTable
  private let layout: ImageLayout
  private let images: Int
  private let x: Tensor
  private let incoming: Tensor
  private let result: Tensor
  private let gamma: Tensor
  private let beta: Tensor
  private let statistics: Tensor
  private let parameterGradient: Tensor
  private let m: Tensor
  private let v: Tensor
  private let average: Tensor

  init(_ kernels: any KernelTable, _ layout: ImageLayout, images: Int) {
    func numbers(_ count: Int, _ image: UInt32) -> Tensor {
      var tensor = Tensor(count: count)
      var span = tensor.mutableSpan
      kernels.uniform(RandomKey(seed: 1, stream: 0, step: 0, image: image), into: &span)
      return tensor
    }
    self.kernels = kernels
    self.layout = layout
    self.images = images
    let count = images * layout.valueCount
    x = numbers(count, 0)
    incoming = numbers(count, 1)
    result = Tensor(count: images * layout.with(border: 1).imageStride)
    gamma = numbers(layout.channels, 2)
    beta = numbers(layout.channels, 3)
    m = numbers(count, 4)
    v = numbers(count, 5)
    average = numbers(count, 6)
    statistics = Tensor(count: 2 * images * ElementwiseOperands.groups)
    parameterGradient = Tensor(count: 2 * images * layout.channels)
    // A gradient needs the statistics of its x.
    if layout.channels % ElementwiseOperands.groups == 0 { run(.normalise(.identity)) }
  }

  func run(_ operation: ElementwiseOperation) {
    let groups = ElementwiseOperands.groups
    let (x, result, statistics) = (x.shared, result.shared, statistics.shared)
    var output = result.mutableSpan
    switch operation {
    case .normalise(let activation):
      var written = statistics.mutableSpan
      kernels.normaliseActivate(
        layout, images: images, groups: groups, epsilon: 1e-5, activation, x: x.span,
        gamma: gamma.span, beta: beta.span, statistics: &written, y: &output, yBorder: 1)
    case .normaliseGradient(let activation):
      let parameterGradient = parameterGradient.shared
      var parameters = parameterGradient.mutableSpan
      kernels.normaliseActivateGradient(
        layout, images: images, groups: groups, activation, x: x.span,
        statistics: statistics.span, gamma: gamma.span, beta: beta.span, dy: incoming.span,
        dx: &output, dxBorder: 1, parameterGradient: &parameters)
    case .activate(let activation):
      kernels.activate(layout, images: images, activation, x: x.span, y: &output, yBorder: 1)
    case .activateGradient(let activation):
      kernels.activateGradient(
        layout, images: images, activation, x: x.span, dy: incoming.span, dx: &output,
        dxBorder: 1)
    case .likelihood(let term):
      var terms = [Double](repeating: 0, count: images)
      var logScaleGradients = terms
      var termSpan = terms.mutableSpan
      var logScaleSpan = logScaleGradients.mutableSpan
      kernels.likelihood(
        term, layout, images: images, x: x.span, xBorder: 0, r: incoming.span, gradientScale: 1,
        gradient: &output, gradientBorder: 1, terms: &termSpan,
        logScaleGradients: &logScaleSpan)
    case .adamW:
      let step = AdamWStep(
        gradientScale: 1, rate: 1e-3, correction1: 0.1, correction2: 0.001, decay: 0.01,
        averageDecay: 0.999)
      let (m, v, average) = (m.shared, v.shared, average.shared)
      var wSpan = x.mutableSpan
      var mSpan = m.mutableSpan
      var vSpan = v.mutableSpan
      var averageSpan = average.mutableSpan
      kernels.adamW(
        step, gradient: incoming.span, weights: &wSpan, m: &mSpan, v: &vSpan,
        average: &averageSpan)
    }
  }

  @_lifetime(borrow self)
  func result(of operation: ElementwiseOperation) -> Span<Float> {
    if case .adamW = operation { x.span } else { result.span }
  }
}
