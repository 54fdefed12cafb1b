import KernelContract
import Tensors

/// The plane through the mean of some codes in which they vary most: a map of them.
package struct PrincipalPlane {
  package let mean: [Float]
  /// Two vectors of length 1 at right angles, the one of the larger variance first; of codes of one latent, the
  /// second is zero.
  package let axes: [[Float]]

  /// The axes are the first two eigenvectors of the sum of (z - mean) (z - mean)^T over the codes z.
  package init(of codes: CodeNeighbours, _ kernels: any KernelTable) {
    let (latents, count) = (codes.latents, codes.count)
    let sums = (0..<latents).map { j in
      (0..<count).reduce(0.0) { $0 + Double(codes.codes[$1 * latents + j]) }
    }
    let mean = sums.map { Float($0 / Double(count)) }
    // The centred codes as [code][latent] and as [latent][code], whose product is the matrix.
    let centred = codes.codes.indices.map { codes.codes[$0] - mean[$0 % latents] }
    let across = (0..<latents).flatMap { j in (0..<count).map { centred[$0 * latents + j] } }
    let rows = Tensor(across)
    let products = AffineMap(Tensor(centred), bias: Tensor(count: latents), kernels)
      .rows(rows.shared, count: latents)
    let matrix = SymmetricMatrix(
      products.span.indices.map { Double(products.span[$0]) }, size: latents)
    let found = matrix.largestEigenvectors(min(2, latents)).map { $0.vector.map(Float.init) }
    self.mean = mean
    axes = found + Array(repeating: Array(repeating: 0, count: latents), count: 2 - found.count)
  }
}
