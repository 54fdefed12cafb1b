import CLibrary
import KernelContract
import Tensors

/// A direction of codes, and how much it shows.
package struct PrincipalDirection: Sendable, Hashable {
  /// One step along it, as codes vary: their deviations times a vector of length 1.
  package let step: [Float]
  /// The root mean square change of a pixel at one step.
  package let change: Double
}

extension Inference {
  /// The directions along which codes change what the decoder shows, the most visible first.
  ///
  /// With J the derivative of a decoded picture with respect to its code and S the diagonal of the codes'
  /// deviations, a small step S u moves the picture by |J S u|. The directions are eigenvectors of the mean of
  /// (J S)^T (J S) over `codes`, which all are at right angles; the root of an eigenvalue is the change.
  package func principalDirections(
    _ count: Int, at codes: [[Float]], deviations: [Float]
  ) -> [PrincipalDirection] {
    precondition(deviations.count == latents && !codes.isEmpty, "deviations of other codes")
    var metric = [Double](repeating: 0, count: latents * latents)
    for code in codes {
      let products = products(at: code, deviations)
      let numbers = products.span
      for i in metric.indices { metric[i] += Double(numbers[i]) / Double(codes.count) }
    }
    let vectors = SymmetricMatrix(metric, size: latents).largestEigenvectors(min(count, latents))
    return vectors.map { value, vector in
      PrincipalDirection(
        step: vector.indices.map { deviations[$0] * Float(vector[$0]) },
        change: (max(0, value) / Double(model.architecture.dimensions)).squareRoot())
    }
  }

  /// (J S)^T (J S) at a code, J by central differences over half a deviation to either side.
  private func products(at code: [Float], _ deviations: [Float]) -> Tensor {
    let dimensions = model.architecture.dimensions
    let rows = Tensor(count: latents * dimensions)
    var columns = Tensor(count: latents * dimensions)
    var column = columns.mutableSpan
    let all = rows.shared
    var row = all.mutableSpan
    let together = max(1, model.architecture.picturesTogether / 2)
    for start in stride(from: 0, to: latents, by: together) {
      let chosen = start..<min(start + together, latents)
      let sides = chosen.flatMap { j in
        [Float(0.5), -0.5].flatMap { side in
          var moved = code
          moved[j] += side * deviations[j]
          return moved
        }
      }
      let moved = Tensor(sides)
      let pictures = decode(moved.shared, count: 2 * chosen.count)
      let pixels = pictures.span
      for (n, j) in chosen.enumerated() {
        for i in 0..<dimensions {
          let change = pixels[2 * n * dimensions + i] - pixels[(2 * n + 1) * dimensions + i]
          row[j * dimensions + i] = change
          column[i * latents + j] = change
        }
      }
    }
    let zeros = Tensor(count: latents)
    return AffineMap(columns, bias: zeros, kernels).rows(all, count: latents)
  }
}

/// A symmetric matrix without negative eigenvalues, row by row.
struct SymmetricMatrix {
  let numbers: [Double]
  let size: Int

  init(_ numbers: [Double], size: Int) {
    self.numbers = numbers
    self.size = size
  }

  /// By subspace iteration with a few vectors more than are wanted, which makes the wanted ones converge sooner.
  func largestEigenvectors(_ count: Int) -> [(value: Double, vector: [Double])] {
    // Waves of different lengths: at right angles to no eigenvector but by chance.
    var vectors = (1...min(size, count + 8)).map { k in
      (1...size).map { sin(Double(k * $0)) }
    }
    for _ in 0..<60 { vectors = orthonormal(vectors.map(times)) }
    let images = vectors.map(times)
    // The images within the subspace, made diagonal by plane rotations.
    return diagonalised(vectors, images).prefix(count).map { value, vector in
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return (value, largest < 0 ? vector.map { -$0 } : vector)
    }
  }

  private func times(_ x: [Double]) -> [Double] {
    (0..<size).map { i in
      var sum = 0.0
      for j in 0..<size { sum += numbers[i * size + j] * x[j] }
      return sum
    }
  }

  private func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var found: [[Double]] = []
    for vector in vectors {
      var rest = vector
      // Twice, as rounding leaves a little of the others.
      for _ in 0..<2 {
        for other in found {
          let share = dot(rest, other)
          for i in rest.indices { rest[i] -= share * other[i] }
        }
      }
      let length = dot(rest, rest).squareRoot()
      found.append(length > 0 ? rest.map { $0 / length } : rest)
    }
    return found
  }

  /// Jacobi's rotations of orthonormal vectors v until v_i . A v_j is 0 for i != j; the largest value first.
  private func diagonalised(
    _ vectors: [[Double]], _ images: [[Double]]
  ) -> [(value: Double, vector: [Double])] {
    var (v, w) = (vectors, images)
    for _ in 0..<12 {
      for p in v.indices {
        for q in v.indices where q > p {
          let (a, b, c) = (dot(v[p], w[p]), dot(v[p], w[q]), dot(v[q], w[q]))
          guard abs(b) > 1e-15 * (abs(a) + abs(c)) else { continue }
          let slope = (c - a) / (2 * b)
          let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (slope * slope + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          rotate(&v, p, q, cosine, tangent * cosine)
          rotate(&w, p, q, cosine, tangent * cosine)
        }
      }
    }
    return v.indices.map { (dot(v[$0], w[$0]), v[$0]) }.sorted { $0.0 > $1.0 }
  }

  private func rotate(
    _ rows: inout [[Double]], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double
  ) {
    for i in 0..<size {
      let (a, b) = (rows[p][i], rows[q][i])
      rows[p][i] = cosine * a - sine * b
      rows[q][i] = sine * a + cosine * b
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
