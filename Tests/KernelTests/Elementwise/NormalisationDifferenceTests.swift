import KernelContract
import PlainKernels
import TestSupport
import Testing

/// The twins' gradients against central differences: what the vector kernels are held against
/// holds.
@Suite("Gradients of normalisation and activations are their differences")
struct NormalisationDifferenceTests {
  static let activations = NormalisationCase.activations
  static let step: Float = 0x1p-6

  /// (f(x + s) - f(x - s)) / 2 s is off by s^2 / 6 of the third derivative, at most 2 for each of
  /// the functions: 1e-4; and by the roundings of two values below 4: 4 2^-24 / s = 1.6e-5.
  @Test(arguments: activations)
  func activation(_ activation: Activation) {
    // No number lies within a step of the kink at zero.
    let x = stride(from: Float(-3.05), through: 3, by: 0.1).map { $0 }
    let layout = ImageLayout(height: 1, width: 1, channels: x.count)
    func values(_ x: [Float]) -> [Float] {
      var y = x
      var span = y.mutableSpan
      PlainKernels().activate(layout, images: 1, activation, x: x.span, y: &span, yBorder: 0)
      return y
    }
    var slopes = x
    var span = slopes.mutableSpan
    let ones = [Float](repeating: 1, count: x.count)
    PlainKernels().activateGradient(
      layout, images: 1, activation, x: x.span, dy: ones.span, dx: &span, dxBorder: 0)
    let (above, below) = (values(x.map { $0 + Self.step }), values(x.map { $0 - Self.step }))
    let differences = zip(above, below).map { ($0 - $1) / (2 * Self.step) }
    expectClose(slopes, differences, 2e-4)
  }

  /// Groups of 12 numbers of spread 1.2 about 0.5. A third derivative is a few f^3, f = 1 / 1.2,
  /// and adds over 12 numbers of random sign to less than 30: s^2 / 6 of it is 1.2e-3. The
  /// roundings of 48 values below 4, at most 4 2^-24 sqrt(48) / s, are 1e-4. A wrong gradient is
  /// off by about 1. The function with a kink is left to `activation`.
  @Test(arguments: activations.filter { $0 != .leakyReLU(slope: 0.2) })
  func normalisation(_ activation: Activation) {
    let start = Point(seed: 12)
    let gradient = start.gradient(activation)
    for part in Point.Part.allCases {
      for i in start[part].indices {
        let losses = [Self.step, -Self.step].map { step in
          var point = start
          point[part][i] += step
          return point.loss(activation)
        }
        let slope = (losses[0] - losses[1]) / Double(2 * Self.step)
        let found = Double(gradient[part][i])
        #expect(abs(slope - found) <= 2e-3, "\(part), number \(i): \(found) but \(slope)")
      }
    }
  }
}

/// What a normalisation's result depends on, or the gradient for it.
private struct Point {
  enum Part: CaseIterable { case x, gamma, beta }

  static let layout = ImageLayout(height: 2, width: 3, channels: 4)
  static let images = 2
  static let groups = 2

  var parts: [Part: [Float]]
  let weights: [Float]

  subscript(part: Part) -> [Float] {
    get { parts[part, default: []] }
    set { parts[part] = newValue }
  }

  init(seed: UInt64) {
    var numbers = RepeatableNumbers(seed: seed)
    let count = Point.images * Point.layout.valueCount
    parts = [
      .x: numbers.floats(count).map { 2 * $0 + 0.5 },
      .gamma: numbers.floats(Point.layout.channels).map { 1 + $0 / 2 },
      .beta: numbers.floats(Point.layout.channels),
    ]
    weights = numbers.floats(count)
  }

  /// y and the statistics.
  private func normalised(_ activation: Activation) -> (y: [Float], statistics: [Float]) {
    var y = self[.x]
    var statistics = [Float](repeating: .nan, count: Point.images * Point.groups * 2)
    var ySpan = y.mutableSpan
    var statisticsSpan = statistics.mutableSpan
    PlainKernels().normaliseActivate(
      Point.layout, images: Point.images, groups: Point.groups, epsilon: 1e-5, activation,
      x: self[.x].span, gamma: self[.gamma].span, beta: self[.beta].span,
      statistics: &statisticsSpan, y: &ySpan, yBorder: 0)
    return (y, statistics)
  }

  /// sum(weights y)
  func loss(_ activation: Activation) -> Double {
    zip(weights, normalised(activation).y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  func gradient(_ activation: Activation) -> Point {
    let channels = Point.layout.channels
    let statistics = normalised(activation).statistics
    var dx = self[.x]
    var parameters = [Float](repeating: .nan, count: 2 * Point.images * channels)
    var dxSpan = dx.mutableSpan
    var parameterSpan = parameters.mutableSpan
    PlainKernels().normaliseActivateGradient(
      Point.layout, images: Point.images, groups: Point.groups, activation,
      x: self[.x].span, statistics: statistics.span,
      gamma: self[.gamma].span, beta: self[.beta].span, dy: weights.span, dx: &dxSpan,
      dxBorder: 0, parameterGradient: &parameterSpan)
    func sum(_ part: Int) -> [Float] {
      (0..<channels).map { c in
        (0..<Point.images).reduce(0) { $0 + parameters[(2 * $1 + part) * channels + c] }
      }
    }
    var result = self
    result.parts = [.x: dx, .gamma: sum(0), .beta: sum(1)]
    return result
  }
}
