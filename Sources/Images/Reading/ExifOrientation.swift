extension Orientation {
  /// The orientation that an EXIF block (a TIFF header and its first directory) asks for; upright
  /// where the block is damaged or says nothing. It reads nothing beyond the block.
  init(exif block: Span<UInt8>) {
    self = TIFFDirectory(block)?.shortValue(ofTag: 0x0112).flatMap(Orientation.init) ?? .upright
  }
}

/// The first directory of a TIFF structure:
///
///     "II" or "MM" | 42 | offset of the directory | ... | entry count | entries of 12 bytes
///     entry: tag (2) | type (2) | value count (4) | value, or where it stands (4)
private struct TIFFDirectory: ~Escapable {
  let block: Span<UInt8>
  let isLittleEndian: Bool
  let firstEntry: Int
  let entries: Int

  @_lifetime(copy block)
  init?(_ block: Span<UInt8>) {
    guard block.count >= 8 else { return nil }
    guard block.holds(Array("II".utf8), at: 0) || block.holds(Array("MM".utf8), at: 0) else {
      return nil
    }
    self.block = block
    isLittleEndian = block[0] == UInt8(ascii: "I")
    let directory = Self.number(block, at: 4, bytes: 4, isLittleEndian)
    guard Self.number(block, at: 2, bytes: 2, isLittleEndian) == 42,
      directory >= 8, directory + 2 <= block.count
    else { return nil }
    firstEntry = directory + 2
    let count = Self.number(block, at: directory, bytes: 2, isLittleEndian)
    entries = min(count, (block.count - firstEntry) / 12)
  }

  /// The value of the first entry with this tag, if it is one 16-bit number.
  func shortValue(ofTag tag: Int) -> Int? {
    for i in 0..<entries {
      let entry = firstEntry + 12 * i
      guard Self.number(block, at: entry, bytes: 2, isLittleEndian) == tag else { continue }
      let isShort = Self.number(block, at: entry + 2, bytes: 2, isLittleEndian) == 3
      let isOne = Self.number(block, at: entry + 4, bytes: 4, isLittleEndian) == 1
      return isShort && isOne
        ? Self.number(block, at: entry + 8, bytes: 2, isLittleEndian) : nil
    }
    return nil
  }

  private static func number(
    _ block: Span<UInt8>, at offset: Int, bytes: Int, _ isLittleEndian: Bool
  ) -> Int {
    (0..<bytes).reduce(0) { sum, i in
      sum << 8 | Int(block[offset + (isLittleEndian ? bytes - 1 - i : i)])
    }
  }
}
