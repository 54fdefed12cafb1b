import Files

/// One chunk of a PNG file: length, type, data, checksum.
package struct PNGChunk: Equatable {
  package let type: String
  package let data: [UInt8]

  package init(type: String, data: [UInt8]) { (self.type, self.data) = (type, data) }

  package static func join(_ chunks: [PNGChunk]) -> [UInt8] {
    chunks.reduce(into: PictureFormat.pngSignature) { file, chunk in
      let body = Array(chunk.type.utf8) + chunk.data
      file += bigEndian(UInt32(chunk.data.count)) + body + bigEndian(crc(body))
    }
  }

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func bigEndian(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(value & 0xFF)]
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes.span)
    return crc.value
  }
}
