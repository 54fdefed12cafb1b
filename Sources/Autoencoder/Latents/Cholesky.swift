/// The lower triangle L of a symmetric matrix A = L L^T, row by row; nil where A is not positive definite.
/// Column after column, taking each one's products off those to its right.
package func choleskyFactor(_ matrix: [Double], size: Int) -> [Double]? {
  var rest = matrix
  var factor = [Double](repeating: 0, count: size * size)
  var column = [Double](repeating: 0, count: size)
  for k in 0..<size {
    let square = rest[k * size + k]
    guard square > 0 else { return nil }
    let root = square.squareRoot()
    factor[k * size + k] = root
    for i in k + 1..<max(size, k + 1) {
      column[i] = rest[i * size + k] / root
      factor[i * size + k] = column[i]
      for j in k + 1...i { rest[i * size + j] -= column[i] * column[j] }
    }
  }
  return factor
}

/// The inverse of a lower triangle, itself one, a row from those above it:
///
///     inverse[i, j] = -(sum over k of factor[i, k] inverse[k, j]) / factor[i, i]    for j < i
package func lowerTriangleInverse(_ factor: [Double], size: Int) -> [Double] {
  var inverse = [Double](repeating: 0, count: size * size)
  var sums = [Double](repeating: 0, count: size)
  for i in 0..<size {
    for j in 0..<i { sums[j] = 0 }
    for k in 0..<i {
      let share = factor[i * size + k]
      for j in 0...k { sums[j] += share * inverse[k * size + j] }
    }
    for j in 0..<i { inverse[i * size + j] = -sums[j] / factor[i * size + i] }
    inverse[i * size + i] = 1 / factor[i * size + i]
  }
  return inverse
}
