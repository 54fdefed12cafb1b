import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import TestSupport
import Testing
import Threads

/// A small model with a discriminator, everything away from its special first values.
private struct Adversaries: ~Copyable {
  let state: TrainingState
  let discriminator: DiscriminatorState
  let step: TrainingStep
  let pixels: Tensor
  let images: Int

  init(
    _ architecture: Architecture, _ settings: Adversarial = Adversarial(), images: Int = 4,
    capacity: Int? = nil, threads: Int = 1, kernels: any KernelTable = plain
  ) throws {
    let objective = Objective(adversarial: settings)
    state = shakenState(architecture, objective: objective, kernels: kernels)
    discriminator = try #require(state.discriminator)
    discriminator.balance = GradientBalance(
      pixels: 4, features: 1e-4, adversarial: 0.5, steps: 3)
    step = TrainingStep(
      state, objective, images: capacity ?? images, kernels: kernels, team: Team(threads: threads))
    pixels = pictures(architecture, count: images)
    self.images = images
  }

  func gradients(images: Int? = nil, step number: Int = 1) -> StepReport {
    step.gradients(
      of: pixels.shared, images: images ?? self.images, beta: 0.7,
      noise: StepNoise(seed: 3, step: number), adversarial: true)
  }

  /// The slope of `loss` along a random direction of one parameter, and what the gradient says of it.
  func slope(
    _ parameter: ParameterTensor, in weights: SharedFloats, _ gradient: [Float],
    _ loss: (StepReport) -> Double
  ) -> (slope: Double, expected: Double, length: Double) {
    let direction = Tensor(count: parameter.count)
    let shared = direction.shared
    var numbers = shared.mutableSpan
    plain.normal(RandomKey(seed: 8, stream: 997, step: 0, image: 0), into: &numbers)
    let d = array(shared)
    let length = d.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let h = 1 / 1024 / length
    let part = weights[parameter.range]
    let before = array(part)
    func moved(_ h: Double) -> Double {
      var numbers = part.mutableSpan
      for i in 0..<d.count { numbers[i] = before[i] + Float(h) * d[i] }
      return loss(gradients())
    }
    let slope = (moved(h) - moved(-h)) / (2 * h)
    _ = moved(0)
    let expected = zip(gradient, d).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return (slope, expected, length)
  }
}

@Suite("A discriminator in the training step")
struct AdversarialTests {
  static func sizes() throws -> [Architecture] {
    [
      try GradientCase.architecture(), try GradientCase.architecture(.laplace),
      try Architecture(
        height: 16, width: 16, channels: 3, filters: 16, latentsPerPlace: 8, outputFilters: 16),
    ]
  }

  /// As in `GradientTests`, with room for the kinks of leaky units: within 2 % and 2^-10 |L| |d|.
  @Test("Its gradient is the slope of its loss", arguments: try sizes())
  func discriminatorSlopes(_ architecture: Architecture) throws {
    var settings = Adversarial()
    (settings.filters, settings.noise, settings.smoothness) = (8, 0.3, 2)
    let all = try Adversaries(architecture, settings)
    let report = all.gradients()
    let loss = try #require(report.adversarial).loss
    for parameter in all.discriminator.discriminator.parameters.tensors {
      let found = all.slope(
        parameter, in: all.discriminator.weights.shared,
        array(all.step.discriminatorGradient[parameter.range])
      ) { $0.adversarial?.loss ?? .nan }
      #expect(
        abs(found.slope - found.expected)
          <= abs(loss) * found.length / 1024 + 0.02 * abs(found.expected),
        "\(parameter.name): slope \(found.slope), gradient \(found.expected)")
      #expect(found.expected != 0)
    }
  }

  /// What the decoder minimises: the plain objective, and the other terms at the balance's scales, each a
  /// sum over the pictures.
  @Test("The decoder's gradient is the slope of all it minimises", arguments: try sizes())
  func decoderSlopes(_ architecture: Architecture) throws {
    var settings = Adversarial()
    settings.filters = 8
    let all = try Adversaries(architecture, settings)
    let balance = all.discriminator.balance
    let images = Double(all.images)
    func loss(_ report: StepReport) -> Double {
      guard let other = report.adversarial else { return .nan }
      return report.objective
        + Double(balance.scale(balance.adversarial, weight: settings.weight)) * images
        * other.decoderLoss
        + Double(balance.scale(balance.features, weight: settings.featureWeight)) * images
        * other.featureDistance
    }
    let whole = loss(all.gradients())
    for parameter in all.state.network.parameters.tensors where parameter.part == .decoder {
      _ = all.gradients()
      let found = all.slope(
        parameter, in: all.state.weights.shared, all.step.gradient(of: parameter), loss)
      #expect(
        abs(found.slope - found.expected)
          <= abs(whole) * found.length / 4096 + 0.02 * abs(found.expected),
        "\(parameter.name): slope \(found.slope), gradient \(found.expected)")
    }
  }

  @Test(
    "It sees a picture moved, round the edges and by random numbers, and its gradient moved back")
  func shifts() {
    let (plainLayout, bordered) = (
      ImageLayout(height: 3, width: 5, channels: 2),
      ImageLayout(height: 3, width: 5, channels: 2, border: 1)
    )
    var numbers = RepeatableNumbers(seed: 4)
    let picture = Tensor(numbers.floats(plainLayout.valueCount))
    var seen = Set<[Int]>()
    for image in 0..<200 {
      let key = RandomKey(seed: 3, stream: 12, step: 7, image: UInt32(image))
      let shift = PictureShift(key, limit: 4, plain)
      seen.insert([shift.down, shift.right])
      let moved = Tensor(count: bordered.imageStride)
      var there = moved.shared.mutableSpan
      shift.move(picture.span, plainLayout, to: &there, bordered)
      for y in 0..<3 {
        for x in 0..<10 {
          let at = bordered.offset(0, (y + shift.down) % 3, (x / 2 + shift.right) % 5) + x % 2
          #expect(moved.span[at] == picture.span[y * 10 + x])
        }
      }
      let back = Tensor(picture.span.indices.map { picture.span[$0] })
      var sum = back.shared.mutableSpan
      shift.addBack(moved.span, bordered, scale: 2, to: &sum, plainLayout)
      for i in picture.span.indices {
        #expect(back.span[i] == picture.span[i] + 2 * picture.span[i])
      }
    }
    #expect(seen.count == 16)
  }

  @Test("1, 2, 3 and 8 threads agree", arguments: KernelSelection.available.map(\.name))
  func threads(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    let architecture = try Architecture(
      height: 32, width: 32, channels: 3, filters: 16, latentsPerPlace: 8, outputFilters: 16)
    // Of two shards.
    let count = 70
    func run(_ threads: Int) throws -> ([UInt32], StepReport) {
      let all = try Adversaries(
        architecture, images: count, threads: threads, kernels: kernels)
      var last: StepReport?
      for index in 0..<3 {
        // A partial batch of an odd number, among whole ones.
        last = all.gradients(images: index == 1 ? 13 : count, step: index)
        all.step.apply(OptimiserSettings(), discriminator: OptimiserSettings(beta1: 0.5))
      }
      let (state, other) = (all.state, all.discriminator)
      return (
        bits(state.weights) + bits(state.average.weights) + bits(other.weights)
          + bits(other.firstMoment) + bits(other.secondMoment), try #require(last)
      )
    }
    let one = try run(1)
    for threads in [2, 3, 8] {
      let other = try run(threads)
      #expect(one.0 == other.0, "\(level), \(threads) threads")
      #expect(one.1 == other.1, "\(level), \(threads) threads")
    }
  }

  @Test("Until it takes part, a step is that of a model without one")
  func notYet() throws {
    let architecture = try GradientCase.architecture()
    let all = try Adversaries(architecture)
    let lone = shakenState(architecture, kernels: plain)
    let step = TrainingStep(lone, images: 4, kernels: plain, team: Team(threads: 1))
    let noise = StepNoise(seed: 3, step: 1)
    let report = step.gradients(of: all.pixels.shared, images: 4, beta: 0.7, noise: noise)
    let other = all.step.gradients(of: all.pixels.shared, images: 4, beta: 0.7, noise: noise)
    #expect(report == other)
    step.apply(OptimiserSettings())
    all.step.apply(OptimiserSettings(), discriminator: OptimiserSettings())
    #expect(bits(lone.weights) == bits(all.state.weights))
    #expect(all.discriminator.step == 0)
  }

  @Test("It learns to tell pictures from what an untrained decoder draws")
  func learns() throws {
    var settings = Adversarial()
    settings.weight = 0
    let all = try Adversaries(
      try Architecture(height: 16, width: 16, channels: 3, filters: 8, latentsPerPlace: 8),
      settings,
      images: 16)
    for index in 0..<60 {
      _ = all.gradients(step: index)
      all.step.apply(
        OptimiserSettings(rate: 0), discriminator: OptimiserSettings(rate: 2e-3, beta1: 0.5))
    }
    let report = try #require(all.gradients(step: 60).adversarial)
    #expect(report.realLogit > report.reconstructedLogit + 2)
  }
}
