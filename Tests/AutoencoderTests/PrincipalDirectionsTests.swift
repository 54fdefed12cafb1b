import Autoencoder
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("Directions of codes are ordered by what they show")
struct PrincipalDirectionsTests {
  /// Without stages the decoder is one affine layer, x = W z + b, and J is W everywhere.
  @Test("of an affine decoder they are the eigenvectors of (W S)^T (W S)")
  func affine() throws {
    let (latents, dimensions) = (6, 48)
    let architecture = try Architecture(
      height: 4, width: 4, channels: 3, filters: 1, stages: 0, latentsPerPlace: latents)
    let kernels = KernelSelection.available[0]
    let model = TrainingState(
      architecture, seed: 3, pixelMean: [0.5, 0.5, 0.5], kernels: kernels
    ).average
    let deviations: [Float] = [0.5, 1, 1.5, 0.25, 2, 1]
    let inference = Inference(model, kernels: kernels, team: Team(threads: 2))
    let found = inference.principalDirections(
      latents, at: [[Float](repeating: 0, count: latents)], deviations: deviations)
    try #require(found.count == latents)
    let stem = try #require(model.network.parameters.tensors.first { $0.name == "stem.weight" })
    let weights = model.weights.shared[stem.range]
    let numbers = weights.span
    // W S, [latent][pixel]
    let rows = (0..<latents).map { j in
      (0..<dimensions).map { Double(numbers[j * dimensions + $0] * deviations[j]) }
    }
    let metric = rows.map { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    let trace = (0..<latents).reduce(0) { $0 + metric[$1][$1] }
    let vectors = found.map { zip($0.step, deviations).map { Double($0 / $1) } }
    let values = found.map { $0.change * $0.change * Double(dimensions) }
    #expect(values == values.sorted(by: >))
    // Pixels around 0.5 in Float: 6e-8 of 1 in each difference, some hundred of them in a product.
    #expect(abs(values.reduce(0, +) / trace - 1) < 1e-4)
    for (k, u) in vectors.enumerated() {
      for (i, row) in metric.enumerated() {
        let image = zip(row, u).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(image - values[k] * u[i]) < 1e-4 * trace)
      }
      for (l, v) in vectors.enumerated() {
        let product = zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (k == l ? 1 : 0)) < 1e-5)
      }
    }
  }
}
