import Autoencoder
import Foundation
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("Completeness tells a space whose draws come back from one whose draws do not")
struct CompletenessTests {
  // MARK: - Codes made by hand

  private static let (count, latents) = (100, 6)

  /// Rows of normal numbers.
  private func normal(_ count: Int, stream: UInt32) -> [Float] {
    let tensor = Tensor(count: count)
    let shared = tensor.shared
    var numbers = shared.mutableSpan
    plain.normal(RandomKey(seed: 1, stream: stream, step: 0, image: 0), into: &numbers)
    return array(shared)
  }

  /// The completeness where draw i is returned as `mean(i, j, z)` with so much variance.
  private func share(
    variance: Float, _ mean: (_ draw: (Int) -> Float, _ row: Int, _ unit: Int) -> Float
  ) -> Double {
    let (count, latents) = (Self.count, Self.latents)
    let drawn = normal(count * latents, stream: 900)
    let codes = Codes(count: count, latents: latents)
    let (means, logVariances) = (codes.means.shared, codes.logVariances.shared)
    var toMean = means.mutableSpan
    var toLog = logVariances.mutableSpan
    for row in 0..<count {
      for unit in 0..<latents {
        toMean[row * latents + unit] = mean({ drawn[row * latents + $0] }, row, unit)
        toLog[row * latents + unit] = log(variance)
      }
    }
    return Completeness.share(drawn: drawn.span, returned: codes)
  }

  @Test("all come back where posteriors are those of a linear Gaussian model, shrunk as they are")
  func linear() {
    // Of z seen through noise the posterior's mean is (1 - s^2) z, give or take s.
    let noise = normal(Self.count * Self.latents, stream: 901)
    #expect(share(variance: 0.01) { $0($2) * 0.99 + 0.01 * noise[$1 * Self.latents + $2] } == 1)
    #expect(share(variance: 0.25) { draw, _, unit in draw(unit) * 0.75 } == 1)
  }

  @Test("none come back where every posterior is the prior")
  func collapsed() {
    #expect(share(variance: 1) { _, _, _ in 0 } == 0)
  }

  @Test("about one in twenty comes back where pictures have nothing to do with draws")
  func permuted() {
    let others = normal(Self.count * Self.latents, stream: 902)
    #expect(share(variance: 0.01) { others[$1 * Self.latents + $2] + 0 * $0(0) } <= 0.15)
    #expect(share(variance: 0.01) { draw, _, unit in draw((unit + 1) % Self.latents) } <= 0.15)
  }

  @Test("half come back where half are drawn as one picture")
  func hole() {
    // That picture points at the few draws that are nearest to it.
    let half = share(variance: 0.01) { draw, row, unit in row % 2 == 0 ? draw(unit) : 0 }
    #expect((0.5...0.55).contains(half))
  }

  // MARK: - Models

  /// Pictures of 8x8 that follow from three normal numbers each: brightness and two slopes.
  private func slopes(_ a: Architecture, count: Int) -> Tensor {
    let factors = normal(count * 3, stream: 903)
    let pixels = Tensor(count: count * a.dimensions)
    let shared = pixels.shared
    var numbers = shared.mutableSpan
    for i in 0..<numbers.count {
      let (n, x, y) = (i / a.dimensions, Float(i % 8) / 7 - 0.5, Float(i / 8 % 8) / 7 - 0.5)
      let sum = factors[3 * n] / 2 + x * factors[3 * n + 1] + y * factors[3 * n + 2]
      numbers[i] = min(max(0.5 + 0.2 * sum, 0), 1)
    }
    return pixels
  }

  private func trained(beta: Float) throws -> (TrainingState, any KernelTable) {
    let kernels = KernelSelection.available[0]
    let architecture = try Architecture(
      height: 8, width: 8, channels: 1, filters: 16, stages: 1, latentsPerPlace: 3,
      likelihood: .fixedGaussian(sigma: 0.05))
    let pixels = slopes(architecture, count: 256)
    let state = TrainingState(architecture, seed: 0, pixelMean: [0.5], kernels: kernels)
    let step = TrainingStep(state, images: 64, kernels: kernels, team: Team(threads: 1))
    for index in 0..<1000 {
      let batch = pixels.shared.part(index % 4, size: 64 * architecture.dimensions)
      _ = step.gradients(
        of: batch, images: 64, beta: beta, noise: StepNoise(seed: 0, step: index))
      step.apply(OptimiserSettings(rate: index < 700 ? 3e-3 : 5e-4, decay: 0))
    }
    return (state, kernels)
  }

  private func completeness(_ model: Model, _ kernels: any KernelTable, threads: Int = 1) -> Double
  {
    Inference(model, kernels: kernels, team: Team(threads: threads))
      .completeness(draws: 100, seed: 0)
  }

  @Test("a model that has learned its factors is complete; its head permuted, it is not")
  func model() throws {
    let (state, kernels) = try trained(beta: 1)
    let whole = completeness(state.average, kernels)
    #expect(whole > 0.4, "\(whole)")
    #expect(completeness(state.average, kernels, threads: 3) == whole)
    let head = try #require(
      state.network.parameters.tensors.first { $0.name.hasPrefix("head") && $0.shape.count > 1 })
    let shared = state.average.weights.shared[head.range]
    let outputs = try #require(head.shape.last)
    var weights = shared.mutableSpan
    // The means of the latents in another order.
    for start in stride(from: 0, to: weights.count, by: outputs) {
      let row = (0..<3).map { weights[start + $0] }
      for unit in 0..<3 { weights[start + unit] = row[(unit + 1) % 3] }
    }
    let permuted = completeness(state.average, kernels)
    #expect(permuted < 0.2, "\(permuted)")
  }

  @Test("a model that has collapsed is not complete")
  func collapsedModel() throws {
    let (state, kernels) = try trained(beta: 1000)
    let left = completeness(state.average, kernels)
    #expect(left < 0.25, "\(left)")
  }
}
