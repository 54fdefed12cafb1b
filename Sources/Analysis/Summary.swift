/// Numbers about many numbers.
package enum Summary {
  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// The standard error of the mean: sqrt(variance / n) with n - 1 degrees of freedom.
  package static func standardError(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
  }

  /// The value below which the share `q` of `values` lies, between neighbours in a straight line.
  package static func quantile(_ q: Double, of values: [Double]) -> Double {
    quantile(q, ofSorted: values.sorted())
  }

  /// The quantiles 0, 0.01, ... 1.
  package static func percentiles(of values: [Double]) -> [Double] {
    let sorted = values.sorted()
    return (0...100).map { quantile(Double($0) / 100, ofSorted: sorted) }
  }

  private static func quantile(_ q: Double, ofSorted sorted: [Double]) -> Double {
    guard let last = sorted.indices.last else { return .nan }
    let position = min(max(q, 0), 1) * Double(last)
    let below = Int(position)
    let above = min(below + 1, last)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
