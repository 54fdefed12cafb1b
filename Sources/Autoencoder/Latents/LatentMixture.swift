import CLibrary
import KernelContract
import Tensors

/// A mixture of Gaussians with full covariances, fitted to the codes of a data set:
///
///     p(z) = sum over k of share_k N(z; mean_k, factor_k factor_k^T)
///
/// A decoder is at home where codes lie, which is not all of N(0, I): this says where.
package struct LatentMixture: Sendable, Hashable {
  package let latents: Int
  package let components: [Component]

  package struct Component: Sendable, Hashable {
    package let share: Double
    package let mean: [Float]
    /// The lower triangle of the covariance's Cholesky factor, row by row.
    package let factor: [Float]
    /// log(share) - log |factor| - latents / 2 log(2 pi)
    let logNormaliser: Double

    /// nil unless every number is finite and the factor's diagonal positive.
    package init?(share: Double, mean: [Float], factor: [Float]) {
      let size = mean.count
      let diagonal = (0..<size).map { Double(factor[$0 * size + $0]) }
      guard share > 0, share.isFinite, mean.allSatisfy(\.isFinite),
        factor.allSatisfy(\.isFinite), diagonal.allSatisfy({ $0 > 0 })
      else { return nil }
      self.share = share
      self.mean = mean
      self.factor = factor
      logNormaliser =
        log(share) - diagonal.reduce(0) { $0 + log($1) }
        - Double(size) / 2 * log(2 * Double.pi)
    }
  }

  package init(latents: Int, components: [Component]) {
    precondition(!components.isEmpty, "a mixture of nothing")
    precondition(components.allSatisfy { $0.mean.count == latents }, "means of another length")
    self.latents = latents
    self.components = components
  }

  /// log p(z) in nats of each of `count` rows.
  package func logDensities(_ z: SharedFloats, count: Int, kernels: any KernelTable) -> [Double] {
    let all = SharedArray<Double>(count: components.count * count)
    for (k, component) in components.enumerated() {
      component.logDensities(z, count: count, kernels, into: all, at: k, every: components.count)
    }
    return (0..<count).map { row in
      let range = row * components.count..<(row + 1) * components.count
      return all.logMeanExp(range) + log(Double(components.count))
    }
  }

  /// A draw for each seed, from that seed alone; the distance from a component's mean is multiplied by
  /// `temperature`.
  package func draw(
    seeds: [UInt64], temperature: Float = 1, kernels: any KernelTable
  ) -> Tensor {
    let z = Tensor(count: seeds.count * latents)
    let all = z.shared
    let noise = Tensor(count: latents)
    let choice = Tensor(count: 1)
    for (row, seed) in seeds.enumerated() {
      let drawn = all.rows(row..<row + 1, of: latents)
      draw(seed, temperature, kernels, noise: noise.shared, choice: choice.shared, into: drawn)
    }
    return z
  }

  private func draw(
    _ seed: UInt64, _ temperature: Float, _ kernels: any KernelTable, noise: SharedFloats,
    choice: SharedFloats, into drawn: SharedFloats
  ) {
    var key = RandomKey(seed: seed, stream: RandomStream.mixtureDraw, step: 0, image: 0)
    var uniform = choice.mutableSpan
    kernels.uniform(key, into: &uniform)
    key.image = 1
    var numbers = noise.mutableSpan
    kernels.normal(key, into: &numbers)
    let component = component(at: Double(uniform[0]))
    var z = drawn.mutableSpan
    for i in 0..<latents {
      var sum: Float = 0
      for j in 0...i { sum += component.factor[i * latents + j] * numbers[j] }
      z[i] = component.mean[i] + temperature * sum
    }
  }

  /// The component in whose part of [0, 1) the number lies.
  private func component(at position: Double) -> Component {
    var end = 0.0
    for component in components {
      end += component.share
      if position < end { return component }
    }
    return components[components.count - 1]
  }
}

extension LatentMixture.Component {
  /// log(share N(z)) of each row, as logNormaliser - |whitening (z - mean)|^2 / 2 with the inverse of
  /// `factor`: one affine layer.
  /// That of row n goes to `densities`[n every + first].
  func logDensities(
    _ z: SharedFloats, count: Int, _ kernels: any KernelTable, into densities: SharedArray<Double>,
    at first: Int, every: Int
  ) {
    let size = mean.count
    guard let affine = try? ConvolutionGeometry(inputs: size, outputs: size) else {
      preconditionFailure("a model's latents make a layer")
    }
    let weights = Tensor(count: size * size)
    let shift = Tensor(count: size)
    fill(weights.shared, shift.shared)
    let packed = Tensor(count: kernels.packedCount(affine, .toCoarse))
    let packing = packed.shared
    let whitened = Tensor(count: count * size)
    var packedNumbers = packing.mutableSpan
    kernels.pack(
      weights.span, affine, .toCoarse, units: 0..<kernels.packingUnits(affine, .toCoarse),
      into: &packedNumbers)
    let rows = whitened.shared
    var whitenedNumbers = rows.mutableSpan
    var workspace = Tensor(count: kernels.workspaceCount(affine))
    var scratch = workspace.mutableSpan
    kernels.toCoarse(
      affine, images: count, fine: z.span, fineBorder: 0,
      packed: packing.count > 0 ? packing.span : weights.span, bias: shift.span,
      coarse: &whitenedNumbers, coarseBorder: 0, workspace: &scratch)
    for n in 0..<count {
      let row = rows.rows(n..<n + 1, of: size)
      densities[n * every + first] = logNormaliser - kernels.sumOfSquares(row.span) / 2
    }
  }

  /// The affine layer z -> whitening (z - mean): weights [input][output], bias -whitening mean.
  private func fill(_ weights: SharedFloats, _ bias: SharedFloats) {
    let size = mean.count
    let whitening = lowerTriangleInverse(factor.map(Double.init), size: size).map(Float.init)
    var weight = weights.mutableSpan
    var shift = bias.mutableSpan
    for i in 0..<size {
      var sum = 0.0
      for j in 0...i {
        weight[j * size + i] = whitening[i * size + j]
        sum += Double(whitening[i * size + j]) * Double(mean[j])
      }
      shift[i] = Float(-sum)
    }
  }
}
