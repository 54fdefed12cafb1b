/// A view of a tensor's numbers that several threads may hold at once.
///
/// Two promises make it safe, kept by whoever hands them to threads:
///
/// - While one thread writes a number, no other reads or writes it. Parts are cut by index, so that this
///   can be read off the code that cuts them.
/// - The tensor outlives every view of it. Nothing checks that: a view holds no reference, since counting
///   references would cost threads more than the work on a small part. So an object that stores views
///   stores their tensors too, and a view that is made for a call does not outlive the call.
@safe package struct SharedFloats: @unchecked Sendable {
  private let numbers: UnsafeMutableBufferPointer<Float>

  init(_ numbers: UnsafeMutableBufferPointer<Float>) { unsafe self.numbers = numbers }

  /// No numbers: what an operation takes for a bias that is not there.
  package static let empty = unsafe SharedFloats(UnsafeMutableBufferPointer(start: nil, count: 0))

  var buffer: UnsafeMutableBufferPointer<Float> { unsafe numbers }

  package var count: Int { unsafe numbers.count }

  package var span: Span<Float> {
    @_lifetime(borrow self) get { unsafe numbers.span }
  }

  package var mutableSpan: MutableSpan<Float> {
    @_lifetime(borrow self) get { unsafe numbers.mutableSpan }
  }

  /// The numbers of `range`; traps where it reaches beyond these.
  package subscript(range: Range<Int>) -> SharedFloats {
    // Buffer pointers look at their bounds in debug builds alone.
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "beyond the end of shared floats")
    return unsafe SharedFloats(UnsafeMutableBufferPointer(rebasing: numbers[range]))
  }

  /// Part `index` of parts of `size` numbers each.
  package func part(_ index: Int, size: Int) -> SharedFloats {
    self[index * size..<(index + 1) * size]
  }
}
