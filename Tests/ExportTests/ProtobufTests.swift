import Files
import Testing

@Suite("Messages of Protocol Buffers are written as its text says")
struct ProtobufTests {
  /// The examples of the encoding's own documentation: 150 in field 1, "testing" in field 2, and the first
  /// message as field 3 of another.
  @Test("the documentation's examples have their bytes")
  func examples() {
    let first = ProtobufMessage { $0.put(1, 150) }
    #expect(first.bytes == [0x08, 0x96, 0x01])
    #expect(
      ProtobufMessage { $0.put(2, "testing") }.bytes
        == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    #expect(ProtobufMessage { $0.put(3, first) }.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
    #expect(
      ProtobufMessage { $0.put(1, -2) }.bytes == [0x08, 0xFE] + Array(repeating: 0xFF, count: 8) + [
        1
      ])
    #expect(ProtobufMessage { $0.put(16, 0) }.bytes == [0x80, 0x01, 0x00])
  }

  @Test("floats and doubles are little-endian, and so are numbers in a row")
  func numbers() {
    #expect(ProtobufMessage { $0.put(1, Float(1)) }.bytes == [0x0D, 0, 0, 0x80, 0x3F])
    #expect(ProtobufMessage { $0.put(1, 1.0) }.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    let row: [Int64] = [1, -1]
    #expect(
      ProtobufMessage { $0.put(1, row.span) }.bytes
        == [0x0A, 16, 1, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0xFF, count: 8))
  }
}
