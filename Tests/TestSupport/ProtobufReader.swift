/// The fields of a message of Protocol Buffers, as the format's own text says how they lie: written apart from
/// what is tested.
package struct ProtobufReader {
  package enum Value: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes([UInt8])
    case fixed32(UInt32)
  }

  struct Malformed: Error {}

  private let fields: [(number: Int, value: Value)]

  package init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    var fields: [(number: Int, value: Value)] = []
    while !rest.isEmpty {
      let key = try Self.varint(&rest)
      let value: Value
      switch key & 7 {
      case 0: value = .varint(try Self.varint(&rest))
      case 1: value = .fixed64(Self.integer(try Self.take(8, &rest)))
      case 2:
        let count = Int(exactly: try Self.varint(&rest)) ?? .max
        value = .bytes(Array(try Self.take(count, &rest)))
      case 5: value = .fixed32(UInt32(Self.integer(try Self.take(4, &rest))))
      default: throw Malformed()
      }
      fields.append((Int(key >> 3), value))
    }
    self.fields = fields
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Malformed() }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw Malformed()
  }

  private static func take(
    _ count: Int, _ rest: inout ArraySlice<UInt8>
  ) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw Malformed() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  // MARK: - Fields by their numbers

  /// All values of a field, in their order.
  package func values(_ number: Int) -> [Value] {
    fields.filter { $0.number == number }.map(\.value)
  }

  package func integers(_ number: Int) -> [Int] {
    values(number).compactMap {
      if case .varint(let v) = $0 { Int(truncatingIfNeeded: v) } else { nil }
    }
  }

  package func floats(_ number: Int) -> [Float] {
    values(number).compactMap { if case .fixed32(let v) = $0 { Float(bitPattern: v) } else { nil } }
  }

  package func bytes(_ number: Int) -> [[UInt8]] {
    values(number).compactMap { if case .bytes(let v) = $0 { v } else { nil } }
  }

  package func texts(_ number: Int) -> [String] {
    bytes(number).map { String(decoding: $0, as: UTF8.self) }
  }

  package func messages(_ number: Int) throws -> [ProtobufReader] {
    try bytes(number).map { try ProtobufReader($0) }
  }
}
