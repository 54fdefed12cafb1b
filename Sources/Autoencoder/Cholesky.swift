/// The lower triangle L of a symmetric matrix A = L L^T, row by row; nil where A is not positive definite.
func choleskyFactor(_ matrix: [Double], size: Int) -> [Double]? {
  var factor = [Double](repeating: 0, count: size * size)
  for i in 0..<size {
    for j in 0...i {
      var sum = matrix[i * size + j]
      for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
      if i == j {
        guard sum > 0 else { return nil }
        factor[i * size + i] = sum.squareRoot()
      } else {
        factor[i * size + j] = sum / factor[j * size + j]
      }
    }
  }
  return factor
}

/// The inverse of a lower triangle, itself one.
func lowerTriangleInverse(_ factor: [Double], size: Int) -> [Double] {
  var inverse = [Double](repeating: 0, count: size * size)
  for column in 0..<size {
    inverse[column * size + column] = 1 / factor[column * size + column]
    for i in column + 1..<max(size, column + 1) {
      var sum = 0.0
      for k in column..<i { sum += factor[i * size + k] * inverse[k * size + column] }
      inverse[i * size + column] = -sum / factor[i * size + i]
    }
  }
  return inverse
}
