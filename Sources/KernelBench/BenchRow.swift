/// How fast one operation on one shape was, and how fast the machine could have been.
package struct BenchRow: Sendable, Hashable {
  package enum Measure: Sendable, Hashable {
    /// Floating-point operations, against multiply-adds that stay in registers.
    case gigaflops
    /// Bytes read and written, against a memory copy that reads and writes as many.
    case gigabytes
  }

  /// Such as "convolution.forward 32x32x32->16x16x64 k4 s2 p1".
  package let name: String
  package let measure: Measure
  /// In 10^9 a second.
  package let rate: Double
  /// In 10^9 a second.
  package let ceiling: Double

  package var fraction: Double { rate / ceiling }

  package init(name: String, measure: Measure, rate: Double, ceiling: Double) {
    self.name = name
    self.measure = measure
    self.rate = rate
    self.ceiling = ceiling
  }
}
