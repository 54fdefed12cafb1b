import Foundation
import KernelContract
import KernelSelection
import TestSupport
import Testing

/// The files hold float64 results rounded to float32, so the reference is off by u = 2^-24 at most;
/// the kernels' roundings are counted beside each tolerance.
@Suite("Activations, normalisation, losses and the optimiser equal PyTorch's in double precision")
struct ElementwiseGoldenTests {
  static let u: Float = 0x1p-24
  static let levels = KernelSelection.available.map(\.name)

  static let activations: [String: Activation] = [
    "leaky_relu": .leakyReLU(slope: 0.2), "silu": .silu, "sigmoid": .sigmoid,
  ]

  /// 5 ulps of the functions and a few roundings of numbers up to |x| or 1.
  @Test(
    arguments: levels,
    try! activations.keys.sorted().flatMap { try kernelGoldenFiles("act_\($0).") })
  func activation(level: String, path: String) throws {
    let kernels = try KernelSelection.choose(level)
    let file = try GoldenFile(path)
    let name = file.name.dropFirst("act_".count).prefix { $0 != "." }
    let x = try file.array("x").values
    let gy = try file.array("gy").values
    let layout = ImageLayout(height: 1, width: 1, channels: x.count)
    var y = [Float](repeating: .nan, count: x.count)
    var dx = y
    let activation = try #require(Self.activations[String(name)])
    var ySpan = y.mutableSpan
    kernels.activate(layout, images: 1, activation, x: x.span, y: &ySpan, yBorder: 0)
    var dxSpan = dx.mutableSpan
    kernels.activateGradient(
      layout, images: 1, activation, x: x.span, dy: gy.span, dx: &dxSpan, dxBorder: 0)
    let (expectedY, expectedDx) = (try file.array("y").values, try file.array("dx").values)
    for i in x.indices {
      #expect(abs(y[i] - expectedY[i]) <= 10 * Self.u * max(1, abs(expectedY[i])), "x = \(x[i])")
      #expect(abs(dx[i] - expectedDx[i]) <= 24 * Self.u * max(1, abs(gy[i])), "x = \(x[i])")
    }
  }

  /// Groups of up to 256 numbers, |x| up to 14, factors about 1 / 3, |h| up to 5: sums and their
  /// averages are off by some 40 u of numbers up to 5 h, so 1000 u; a wrong kernel is off by about
  /// 1.
  @Test(arguments: levels, try! kernelGoldenFiles("group_norm_"))
  func groupNorm(level: String, path: String) throws {
    let kernels = try KernelSelection.choose(level)
    let file = try GoldenFile(path)
    let shape = try file.array("x").shape
    let layout = ImageLayout(height: shape[2], width: shape[3], channels: shape[1])
    let images = shape[0]
    let groups = file.integer("groups", otherwise: 1)
    let x = layout.channelsLast(try file.array("x").values, images: images)
    let gy = layout.channelsLast(try file.array("gy").values, images: images)
    let (gamma, beta) = (try file.array("w").values, try file.array("b").values)
    var y = [Float](repeating: .nan, count: x.count)
    var dx = y
    var statistics = [Float](repeating: .nan, count: images * groups * 2)
    var parameters = [Float](repeating: .nan, count: images * shape[1] * 2)
    var ySpan = y.mutableSpan
    var statisticsSpan = statistics.mutableSpan
    kernels.normaliseActivate(
      layout, images: images, groups: groups, epsilon: 1e-5, .identity, x: x.span,
      gamma: gamma.span, beta: beta.span, statistics: &statisticsSpan, y: &ySpan, yBorder: 0)
    var dxSpan = dx.mutableSpan
    var parameterSpan = parameters.mutableSpan
    kernels.normaliseActivateGradient(
      layout, images: images, groups: groups, .identity, x: x.span, statistics: statistics.span,
      gamma: gamma.span, beta: beta.span, dy: gy.span, dx: &dxSpan, dxBorder: 0,
      parameterGradient: &parameterSpan)
    func expected(_ name: String) throws -> [Float] {
      layout.channelsLast(try file.array(name).values, images: images)
    }
    expectClose(y, try expected("y"), 200 * Self.u)
    expectClose(dx, try expected("dx"), 1000 * Self.u)
    for (part, name) in ["dw", "db"].enumerated() {
      var sums = [Float](repeating: 0, count: shape[1])
      for n in 0..<images {
        for c in sums.indices { sums[c] += parameters[(2 * n + part) * shape[1] + c] }
      }
      expectClose(sums, try file.array(name).values, 1000 * Self.u)
    }
  }

  /// z and the divergence's terms are a few roundings of numbers up to exp(|v|), exp(5) here.
  @Test(arguments: levels)
  func latents(level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for path in try kernelGoldenFiles("reparameterise") + kernelGoldenFiles("kl_standard_normal") {
      let file = try GoldenFile(path)
      let isSample = file.arrays["eps"] != nil
      let shape = try file.array("mu").shape
      let (images, latents) = (shape[0], shape[1])
      let (mean, v) = (try file.array("mu").values, try file.array("logvar").values)
      func rows(_ first: [Float], _ second: [Float]) -> [Float] {
        var rows: [Float] = []
        for n in 0..<images {
          rows += first[n * latents..<(n + 1) * latents]
          rows += second[n * latents..<(n + 1) * latents]
        }
        return rows
      }
      let gaussians = rows(mean, v)
      let zeros = [Float](repeating: 0, count: mean.count)
      let noise = isSample ? try file.array("eps").values : zeros
      let gy = try file.array("gy").values
      let weights = isSample ? zeros : zeros.indices.map { gy[$0 / latents] }
      let dz = isSample ? gy : zeros
      var (z, divergence) = (zeros, zeros)
      var gradient = zeros + zeros
      var zSpan = z.mutableSpan
      var divergenceSpan = divergence.mutableSpan
      var gradientSpan = gradient.mutableSpan
      kernels.sampleLatents(
        images: images, latents: latents, gaussians: gaussians.span, noise: noise.span,
        z: &zSpan, divergence: &divergenceSpan)
      kernels.sampleLatentsGradient(
        images: images, latents: latents, gaussians: gaussians.span, noise: noise.span,
        dz: dz.span, weights: weights.span, gradient: &gradientSpan)
      let sums = (0..<images).map { n in
        divergence[n * latents..<(n + 1) * latents].reduce(0, +)
      }
      let largest = v.map { exp($0) }.max()!
      expectClose(
        isSample ? z : sums, try file.array("y").values, 16 * Self.u * Float(latents) * largest)
      expectClose(
        gradient, rows(try file.array("dmu").values, try file.array("dlogvar").values),
        16 * Self.u * largest)
    }
  }

  /// Sums of n terms of size 4 at most; gradients of size 4, times |gy| up to 3.
  @Test(
    arguments: levels,
    try! ["bce_with_logits", "squared_error", "gaussian_optimal_sigma"].flatMap {
      try kernelGoldenFiles($0)
    })
  func likelihood(level: String, path: String) throws {
    let kernels = try KernelSelection.choose(level)
    let file = try GoldenFile(path)
    let name = file.name.prefix { $0 != "." }
    let (x, r) = (try file.array("x").values, try file.array("r").values)
    let gy = try file.array("gy").values
    let size = r.count / 3
    let layout = ImageLayout(height: 1, width: 1, channels: size)
    let run = likelihood(
      kernels, name == "bce_with_logits" ? .bernoulli : .squaredError, layout, images: 3, x, r)
    let y = try file.array("y").values
    let total = run.terms.reduce(0, +)
    let count = Double(r.count)
    for n in y.indices {
      let found =
        name == "gaussian_optimal_sigma"
        ? 0.5 * count * (log(total / count) + 1 + log(2 * Double.pi)) : run.terms[n]
      #expect(abs(found - Double(y[n])) <= Double(40 * Self.u) * abs(found) + 1e-4)
    }
    let expected = try file.array("dr").values
    for i in r.indices {
      let factor: Float =
        switch name {
        case "bce_with_logits": gy[i / size]
        case "squared_error": 2 * gy[i / size]
        default: gy[0] * Float(count / total)
        }
      #expect(abs(run.gradient[i] * factor - expected[i]) <= 64 * Self.u * max(1, abs(factor)))
    }
  }

  /// Pixel by pixel, because each has a scale of its own there; log scales are about -2, so scales
  /// down to exp(-4) enlarge the roundings by 50 and their square.
  @Test(arguments: levels, try! kernelGoldenFiles("discretised_logistic"))
  func discretisedLogistic(level: String, path: String) throws {
    let kernels = try KernelSelection.choose(level)
    let file = try GoldenFile(path)
    let (x, m) = (try file.array("x").values, try file.array("m").values)
    let (s, gy) = (try file.array("s").values, try file.array("gy").values)
    let (dm, ds) = (try file.array("dm").values, try file.array("ds").values)
    let layout = ImageLayout(height: 1, width: 1, channels: 1)
    var sums = [0.0, 0, 0]
    let size = m.count / 3
    for i in m.indices {
      let run = likelihood(
        kernels, .discretisedLogistic(logScale: s[i]), layout, images: 1, [x[i]], [m[i]])
      sums[i / size] += run.terms[0]
      let tolerance = 64 * Self.u * exp(-2 * s[i]) * max(1, abs(gy[i / size]))
      #expect(abs(run.gradient[0] * gy[i / size] - dm[i]) <= tolerance, "pixel \(i)")
      #expect(
        abs(Float(run.logScaleGradients[0]) * gy[i / size] - ds[i]) <= tolerance, "pixel \(i)")
    }
    let y = try file.array("y").values
    for n in 0..<3 { #expect(abs(sums[n] - Double(y[n])) <= 1e-5 * abs(sums[n])) }
  }

  /// Ten steps of 1e-3, each off by a few roundings of the weight (up to 4) and of the step.
  @Test(arguments: levels, try! kernelGoldenFiles("optimiser_"))
  func optimiser(level: String, path: String) throws {
    let kernels = try KernelSelection.choose(level)
    let file = try GoldenFile(path)
    var w = try file.array("p0").values
    let (gradients, expected) = (try file.array("grads").values, try file.array("p").values)
    let decay = try #require(file.metadata["weight_decay"].flatMap { Float($0) })
    var m = [Float](repeating: 0, count: w.count)
    var v = m
    var average = m
    for t in 1...10 {
      let step = AdamWStep(
        gradientScale: 1, rate: 1e-3, correction1: Float(1 - pow(0.9, Double(t))),
        correction2: Float(1 - pow(0.999, Double(t))), decay: decay, averageDecay: 0)
      let gradient = Array(gradients[(t - 1) * w.count..<t * w.count])
      var wSpan = w.mutableSpan
      var mSpan = m.mutableSpan
      var vSpan = v.mutableSpan
      var averageSpan = average.mutableSpan
      kernels.adamW(
        step, gradient: gradient.span, weights: &wSpan, m: &mSpan, v: &vSpan,
        average: &averageSpan)
      expectClose(
        w, Array(expected[(t - 1) * w.count..<t * w.count]), 4 * Float(t + 1) * Self.u)
      #expect(average == w)
    }
  }

  private func likelihood(
    _ kernels: any LossKernels, _ term: LikelihoodTerm, _ layout: ImageLayout, images: Int,
    _ x: [Float], _ r: [Float]
  ) -> (gradient: [Float], terms: [Double], logScaleGradients: [Double]) {
    var gradient = [Float](repeating: .nan, count: r.count)
    var terms = [Double](repeating: .nan, count: images)
    var logScaleGradients = terms
    var gradientSpan = gradient.mutableSpan
    var termSpan = terms.mutableSpan
    var logScaleSpan = logScaleGradients.mutableSpan
    kernels.likelihood(
      term, layout, images: images, x: x.span, xBorder: 0, r: r.span, gradientScale: 1,
      gradient: &gradientSpan, gradientBorder: 0, terms: &termSpan,
      logScaleGradients: &logScaleSpan)
    return (gradient, terms, logScaleGradients)
  }
}
