/// A message of Protocol Buffers as bytes, which grow field by field in the order in which they are put.
///
/// A field is its key, a varint of number << 3 | wire type, and its value:
///
///     type 0    varint: seven bits a byte, the lowest first; all bytes but the last have the high bit
///     type 1    eight bytes, little-endian
///     type 2    a varint of the length, then so many bytes: a text, numbers, another message
///     type 5    four bytes, little-endian
///
/// A field that is put again is one more element of a repeated field.
package struct ProtobufMessage: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init(_ fill: (inout ProtobufMessage) -> Void) { fill(&self) }

  /// int32, int64, enum and bool; of a negative number the two's complement of 64 bits.
  package mutating func put(_ field: Int, _ value: Int) {
    putKey(field, type: 0)
    putVarint(UInt64(bitPattern: Int64(value)))
  }

  package mutating func put(_ field: Int, _ value: Double) {
    putKey(field, type: 1)
    put(value.bitPattern)
  }

  package mutating func put(_ field: Int, _ value: Float) {
    putKey(field, type: 5)
    put(value.bitPattern)
  }

  package mutating func put(_ field: Int, _ text: String) { put(field, Array(text.utf8).span) }

  package mutating func put(_ field: Int, _ message: ProtobufMessage) {
    put(field, message.bytes.span)
  }

  /// Bytes, or numbers as they lie in memory, which is little-endian on every machine that this runs on.
  package mutating func put(_ field: Int, _ values: Span<some BitwiseCopyable>) {
    putKey(field, type: 2)
    unsafe values.withUnsafeBytes { given in
      putVarint(UInt64(given.count))
      unsafe bytes.append(contentsOf: given)
    }
  }

  private mutating func putKey(_ field: Int, type: Int) { putVarint(UInt64(field << 3 | type)) }

  private mutating func putVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func put(_ bits: some FixedWidthInteger) {
    for shift in stride(from: 0, to: bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }
}
