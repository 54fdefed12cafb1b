import KernelContract
import Tensors

/// Hands out parts of one tensor before it exists, each on a cache line of its own.
struct MemoryPlan {
  private(set) var count = 0

  mutating func reserve(_ numbers: Int) -> Range<Int> {
    defer { count += roundedToCacheLine(numbers) }
    return count..<count + numbers
  }

  mutating func reserve(_ layout: ImageLayout, rows: Int) -> Range<Int> {
    reserve(rows * layout.imageStride)
  }
}

extension SharedFloats {
  /// The images `rows` of those that lie here one after another.
  func images(_ rows: Range<Int>, _ layout: ImageLayout) -> SharedFloats {
    self.rows(rows, of: layout.imageStride)
  }

  /// Takes over the numbers of `other`, which has as many.
  package func copy(_ other: SharedFloats) {
    let numbers = other.span
    var copies = mutableSpan
    for i in 0..<numbers.count { copies[i] = numbers[i] }
  }

  /// Rows of `size` numbers each.
  func rows(_ rows: Range<Int>, of size: Int) -> SharedFloats {
    self[rows.lowerBound * size..<rows.upperBound * size]
  }
}
