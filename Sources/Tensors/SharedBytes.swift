/// Memory as bytes, to be sent as they are or filled by what arrives, under the promises of `SharedFloats`.
@safe package struct SharedBytes: @unchecked Sendable {
  private let bytes: UnsafeMutableRawBufferPointer

  package init(_ bytes: UnsafeMutableRawBufferPointer) { unsafe self.bytes = bytes }

  package var count: Int { unsafe bytes.count }

  /// For a C library, which must not keep it.
  @unsafe package var pointer: UnsafeMutableRawPointer? { unsafe bytes.baseAddress }

  /// The bytes of `range`; traps where it reaches beyond these.
  package subscript(range: Range<Int>) -> SharedBytes {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "beyond the end of shared bytes")
    return unsafe SharedBytes(UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
  }
}

extension SharedFloats {
  package var bytes: SharedBytes {
    unsafe SharedBytes(UnsafeMutableRawBufferPointer(buffer))
  }
}
