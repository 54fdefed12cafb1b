import Files

/// One chunk of a PNG file: length, type, data, checksum. libpng makes the pictures; this takes
/// them apart where a file needs chunks that its simple interface does not write.
package struct PNGChunk: Equatable {
  package let type: String
  package let data: [UInt8]

  package init(type: String, data: [UInt8]) { (self.type, self.data) = (type, data) }

  /// The chunks of a file that an encoder of ours has just made.
  package static func split(_ file: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var rest = file.dropFirst(PictureFormat.pngSignature.count)
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      chunks.append(PNGChunk(type: type, data: Array(rest.dropFirst(8).prefix(length))))
      rest = rest.dropFirst(12 + length)
    }
    return chunks
  }

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
