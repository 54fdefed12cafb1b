import CLibrary
import Tensors

/// Values that threads share as they share a `SharedFloats`: each written by one thread at a time.
@safe final class SharedArray<Value: Sendable>: @unchecked Sendable {
  private let values: UnsafeMutableBufferPointer<Value>

  init(repeating value: Value, count: Int) {
    unsafe values = .allocate(capacity: count)
    unsafe values.initialize(repeating: value)
  }

  deinit {
    unsafe values.deinitialize()
    unsafe values.deallocate()
  }

  subscript(index: Int) -> Value {
    get {
      check(index..<index + 1)
      return unsafe values[index]
    }
    set {
      check(index..<index + 1)
      unsafe values[index] = newValue
    }
  }

  fileprivate var buffer: UnsafeMutableBufferPointer<Value> { unsafe values }

  var array: [Value] { unsafe Array(values) }

  @_lifetime(borrow self)
  func mutableSpan(_ range: Range<Int>) -> MutableSpan<Value> {
    check(range)
    let part = unsafe UnsafeMutableBufferPointer(rebasing: values[range]).mutableSpan
    return unsafe _overrideLifetime(part, borrowing: self)
  }

  /// Buffer pointers look at their bounds in debug builds alone.
  private func check(_ range: Range<Int>) {
    precondition(
      unsafe range.lowerBound >= 0 && range.upperBound <= values.count,
      "beyond the end of the slots")
  }
}

extension SharedArray<Double> {
  var bytes: SharedBytes { unsafe SharedBytes(UnsafeMutableRawBufferPointer(buffer)) }

  convenience init(count: Int) { self.init(repeating: 0, count: count) }

  /// In the order of the numbers.
  func sum(_ range: Range<Int>) -> Double {
    var sum = 0.0
    for index in range { sum += self[index] }
    return sum
  }

  /// log( 1/K sum of exp(x_k) ) over `range`, safe from overflow; where `shares` is given, it takes
  /// each exp(x_k) over their sum.
  func logMeanExp(_ range: Range<Int>, shares: SharedArray<Double>? = nil) -> Double {
    var largest = -Double.infinity
    for k in range { largest = max(largest, self[k]) }
    var sum = 0.0
    for k in range { sum += exp(self[k] - largest) }
    let mean = largest + log(sum / Double(range.count))
    if let shares { for k in range { shares[k] = exp(self[k] - largest) / sum } }
    return mean
  }
}
