import Files

/// PNG files made by hand, chunk by chunk, so that tests know every byte of them.
enum PNGMaker {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    var crc = CRC32()
    crc.update(body.span)
    return bigEndian(content.count) + body + bigEndian(Int(crc.value))
  }

  static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The type and place of each chunk.
  static func chunks(of file: [UInt8]) -> [(type: String, range: Range<Int>)] {
    var result: [(type: String, range: Range<Int>)] = []
    var at = 8
    while at + 12 <= file.count {
      let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= file.count else { break }
      result.append((String(decoding: file[at + 4..<at + 8], as: UTF8.self), at..<at + 12 + length))
      at += 12 + length
    }
    return result
  }

  static func without(_ type: String, in file: [UInt8]) -> [UInt8] {
    file[..<8] + chunks(of: file).filter { $0.type != type }.flatMap { file[$0.range] }
  }

  static func gamma(of file: [UInt8]) -> Double? {
    chunks(of: file).first { $0.type == "gAMA" }.map {
      Double(file[$0.range].dropFirst(8).prefix(4).reduce(0) { $0 << 8 | Int($1) }) / 100_000
    }
  }
}
