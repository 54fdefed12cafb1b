/// A cyclic checksum of 32 bits, reflected, start and end inverted. It changes with any one flipped bit.
///
/// Eight bytes a step: `tables[k][b]` is what byte b does to the sum once k more bytes have passed.
package struct CRC32: Sendable {
  package enum Polynomial: Sendable {
    /// Of zip, PNG and Ethernet: 0x04C11DB7.
    case ethernet
    /// Of iSCSI and TensorFlow's records, there called CRC-32C: 0x1EDC6F41.
    case castagnoli
  }

  private var state: UInt32 = 0xFFFF_FFFF
  private let tables: [UInt32]

  package init(_ polynomial: Polynomial = .ethernet) {
    tables =
      switch polynomial {
      case .ethernet: Self.ethernet
      case .castagnoli: Self.castagnoli
      }
  }

  package var value: UInt32 { ~state }

  /// Eight lower-case hexadecimal digits.
  package var digits: String { NumberText.padded(value, 8, radix: 16) }

  /// Takes in the values as they lie in memory.
  package mutating func update(_ values: Span<some BitwiseCopyable>) {
    let tables = tables
    unsafe values.withUnsafeBytes { bytes in
      unsafe tables.withUnsafeBufferPointer { tables in
        unsafe update(bytes, tables)
      }
    }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer, _ t: UnsafeBufferPointer<UInt32>) {
    var crc = state
    var index = 0
    while index + 8 <= bytes.count {
      let word = unsafe UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let x = word ^ UInt64(crc)
      crc = unsafe t[7 << 8 | Int(x & 0xFF)] ^ t[6 << 8 | Int(x >> 8 & 0xFF)]
      crc ^= unsafe t[5 << 8 | Int(x >> 16 & 0xFF)] ^ t[4 << 8 | Int(x >> 24 & 0xFF)]
      crc ^= unsafe t[3 << 8 | Int(x >> 32 & 0xFF)] ^ t[2 << 8 | Int(x >> 40 & 0xFF)]
      crc ^= unsafe t[1 << 8 | Int(x >> 48 & 0xFF)] ^ t[Int(x >> 56)]
      index += 8
    }
    while index < bytes.count {
      crc = unsafe crc >> 8 ^ t[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])]
      index += 1
    }
    state = crc
  }

  private static let ethernet = tables(reflected: 0xEDB8_8320)
  private static let castagnoli = tables(reflected: 0x82F6_3B78)

  private static func tables(reflected polynomial: UInt32) -> [UInt32] {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? polynomial : 0) }
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
    }
    return tables
  }
}
