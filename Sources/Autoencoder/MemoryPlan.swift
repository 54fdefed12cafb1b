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

extension Window {
  /// The images `rows` of those that lie here one after another.
  func images(_ rows: Range<Int>, _ layout: ImageLayout) -> Window {
    self.rows(rows, of: layout.imageStride)
  }

  /// Takes over the numbers of `other`, which has as many.
  func copy(_ other: Window) {
    let numbers = other.span
    var copies = mutableSpan
    for i in 0..<numbers.count { copies[i] = numbers[i] }
  }

  /// Rows of `size` numbers each.
  func rows(_ rows: Range<Int>, of size: Int) -> Window {
    self[rows.lowerBound * size..<rows.upperBound * size]
  }
}

/// Doubles that threads share as they share a `Window`: each number written by one thread at a time.
@safe final class DoubleBuffer: @unchecked Sendable {
  private let numbers: UnsafeMutableBufferPointer<Double>

  init(count: Int) {
    unsafe numbers = .allocate(capacity: count)
    unsafe numbers.initialize(repeating: 0)
  }

  deinit { unsafe numbers.deallocate() }

  subscript(index: Int) -> Double {
    get { unsafe numbers[index] }
    set { unsafe numbers[index] = newValue }
  }

  @_lifetime(borrow self)
  func mutableSpan(_ range: Range<Int>) -> MutableSpan<Double> {
    let part = unsafe UnsafeMutableBufferPointer(rebasing: numbers[range]).mutableSpan
    return unsafe _overrideLifetime(part, borrowing: self)
  }

  /// In the order of the numbers.
  func sum(_ range: Range<Int>) -> Double { unsafe numbers[range].reduce(0, +) }
}
