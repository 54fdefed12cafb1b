import Autoencoder
import KernelContract
import KernelSelection
import Tensors
import Testing
import Threads

@Suite("Weight gradients summed block by block of pictures")
struct PictureBlockTests {
  /// The mean over many copies of a picture is what one gives: a block left out or counted twice would
  /// show. Relative to a tensor's largest number, a mean over 37 adds at most 37 roundings to each
  /// sum; 2^-12 is what `DeterminismTests` derives for the depth of the network.
  @Test(
    "The gradient of copies of a picture is the picture's",
    arguments: KernelSelection.available.map(\.name))
  func copies(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    try checkCopies(GradientCase.architecture(residual: true), kernels)
    // Here the widest layer is one whose gradient goes back through scratch memory.
    try checkCopies(Architecture(.small, height: 16, width: 16, channels: 3), kernels)
  }

  private func checkCopies(_ architecture: Architecture, _ kernels: any KernelTable) throws {
    #expect(architecture.network.encoder.contains { $0.sumsByBlock })
    let pixels = pictures(architecture, count: 1)
    // Blocks of one, two and four pictures, the last one whole or a part, in the largest groups and
    // in small ones; two and four shards of equal and of unequal size.
    let cases = [1, 15, 16, 21, 25, 31, 32, 37, 64, 150].flatMap { [($0, 1), ($0, 3)] }
    let gradients = cases.map { count, threads in
      let state = shakenState(architecture, kernels: plain)
      let step = TrainingStep(
        state, Objective(.deterministic(sparsity: 0)), images: count, kernels: kernels,
        team: Team(threads: threads))
      let copies = Tensor(count: count * architecture.dimensions)
      for copy in 0..<count {
        copies.shared.part(copy, size: architecture.dimensions).copy(pixels.shared)
      }
      _ = step.gradients(
        of: copies.shared, images: count, beta: 1, noise: StepNoise(seed: 3, step: 0))
      return state.network.parameters.tensors.map { ($0.name, step.gradient(of: $0)) }
    }
    for other in gradients.dropFirst() {
      for (expected, got) in zip(gradients[0], other) {
        let scale = expected.1.reduce(0) { max($0, abs($1)) }
        let error = zip(expected.1, got.1).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(error <= scale / 4096, "\(kernels.name), \(expected.0): \(error / scale)")
      }
    }
  }

  /// A row that a group found in another's place would show, which copies of one picture cannot. With a
  /// likelihood of fixed width a picture's gradient does not depend on the others.
  @Test(
    "The gradient of many pictures is the mean of theirs",
    arguments: KernelSelection.available.map(\.name))
  func meanOfSingles(_ level: String) throws {
    let kernels = try KernelSelection.choose(level)
    for isResidual in [false, true] {
      let architecture = try GradientCase.architecture(
        .fixedGaussian(sigma: 0.3), residual: isResidual)
      let count = 37
      let pixels = pictures(architecture, count: count)
      func gradient(of images: Range<Int>, threads: Int) -> [(String, [Float])] {
        let state = shakenState(architecture, kernels: plain)
        let step = TrainingStep(
          state, Objective(.deterministic(sparsity: 0)), images: images.count, kernels: kernels,
          team: Team(threads: threads))
        let size = architecture.dimensions
        _ = step.gradients(
          of: pixels.shared[images.lowerBound * size..<images.upperBound * size],
          images: images.count, beta: 1, noise: StepNoise(seed: 3, step: 0))
        return state.network.parameters.tensors.map { ($0.name, step.gradient(of: $0)) }
      }
      let singles = (0..<count).map { gradient(of: $0..<$0 + 1, threads: 1) }
      for threads in [1, 3] {
        for (i, found) in gradient(of: 0..<count, threads: threads).enumerated() {
          let means = found.1.indices.map { k in
            singles.reduce(0.0) { $0 + Double($1[i].1[k]) } / Double(count)
          }
          // Relative to the largest number of any picture's gradient, as for copies.
          let scale = singles.reduce(0.0) { $1[i].1.reduce($0) { max($0, Double(abs($1))) } }
          let error = zip(means, found.1).reduce(0.0) { max($0, abs($1.0 - Double($1.1))) }
          #expect(error <= scale / 4096, "\(level), \(found.0): \(error / scale)")
        }
      }
    }
  }
}
