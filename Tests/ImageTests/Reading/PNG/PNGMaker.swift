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

  /// A PNG file of every kind: `sample` gives the stored value of x, y and channel.
  static func file(
    width: Int, height: Int, colorType: Int, depth: Int, interlaced: Bool = false,
    chunks: [[UInt8]] = [], sample: (Int, Int, Int) -> Int
  ) -> [UInt8] {
    let channels = [1, 0, 3, 1, 2, 0, 4][colorType]
    // Adam7: first column and row of each pass, and the steps between them.
    let passes =
      interlaced
      ? [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ] : [(0, 0, 1, 1)]
    var rows: [UInt8] = []
    for (left, top, across, down) in passes where left < width {
      for y in stride(from: top, to: height, by: down) {
        rows.append(0)
        var bits: [UInt8] = []
        for x in stride(from: left, to: width, by: across) {
          for channel in 0..<channels {
            let value = sample(x, y, channel)
            for bit in (0..<depth).reversed() { bits.append(UInt8(value >> bit & 1)) }
          }
        }
        while bits.count % 8 != 0 { bits.append(0) }
        for i in stride(from: 0, to: bits.count, by: 8) {
          rows.append(bits[i..<i + 8].reduce(0) { $0 << 1 | $1 })
        }
      }
    }
    let header =
      bigEndian(width) + bigEndian(height)
      + [UInt8(depth), UInt8(colorType), 0, 0, interlaced ? 1 : 0]
    return signature + chunk("IHDR", header) + chunks.flatMap { $0 }
      + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A zlib stream that does not compress.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65535) {
      let block = bytes[start..<min(start + 65535, bytes.count)]
      let count = UInt16(block.count)
      result.append(block.endIndex == bytes.count ? 1 : 0)
      for value in [count, ~count] { result += [UInt8(value & 255), UInt8(value >> 8)] }
      result += block
    }
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65521
      high = (high + low) % 65521
    }
    return result + bigEndian(high << 16 | low)
  }

  /// A zlib stream that unpacks to at least `count` zeros, 158 for each of its bytes: a zero, then runs
  /// of 258 copies of the byte before, in the fixed code 8 bits for the length and 5 for the distance.
  static func zeros(_ count: Int) -> [UInt8] {
    let run: [UInt8] = [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0]
    let lastBlockAndZero: [UInt8] = [1, 1, 0] + [0, 0, 1, 1, 0, 0, 0, 0]
    // With the first run these are three bytes, and eight more are thirteen.
    let round = packed([[UInt8]](repeating: run, count: 8).flatMap { $0 })
    let rounds = count / (8 * 258) + 1
    let total = 1 + 258 * (1 + 8 * rounds)
    return [0x78, 0x01] + packed(lastBlockAndZero + run)
      + [[UInt8]](repeating: round, count: rounds).joined()
      + packed([UInt8](repeating: 0, count: 7)) + bigEndian((total % 65521) << 16 | 1)
  }

  /// Eight bits a byte, the first the lowest, filled up with zeros.
  private static func packed(_ bits: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | $1 }
    }
  }

  /// An EXIF block that says the orientation and nothing else.
  static func exif(_ orientation: Int, littleEndian: Bool) -> [UInt8] {
    let numbers: [(Int, Int)] = [
      (42, 2), (8, 4), (1, 2), (0x0112, 2), (3, 2), (1, 4), (orientation, 2), (0, 2), (0, 4),
    ]
    return Array((littleEndian ? "II" : "MM").utf8)
      + numbers.flatMap { value, count in
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return littleEndian ? bytes : bytes.reversed()
      }
  }
}
