/// The chunks of a PNG file, walked by their lengths, and which of them libpng is to see.
///
///     signature (8) | chunk, chunk ...      chunk: length (4) | type (4) | content | CRC (4)
///
/// Those are the critical ones and the few that change pixels. It would unpack the texts and
/// profiles in the others too, each of which can be a thousand times as large as its file.
struct PNGChunks {
  private(set) var orientation = Orientation.upright
  /// Whether colours of the palette, or one colour, are marked as transparent.
  private(set) var hasTransparentColors = false
  /// Whether the file goes on to its end chunk.
  private(set) var isWhole = false
  /// Bytes of compressed pixels.
  private(set) var dataCount = 0
  /// What libpng is to see, in order; neighbours are one range.
  private var kept: [Range<Int>] = [0..<8]
  /// The data chunk that the end of the file cuts through.
  private var cut: Range<Int>?

  init(_ bytes: Span<UInt8>) {
    var at = 8
    while !isWhole && at + 8 <= bytes.count {
      let end = at + 12 + bytes.bigEndian32(at: at)
      let name = bytes.extracting(at + 4..<at + 8)
      if end > bytes.count {
        if name.spells("IDAT") {
          cut = at..<bytes.count
          dataCount += bytes.count - at - 8
        }
        return
      }
      if name.spells("IDAT") { dataCount += end - at - 12 }
      if name.spells("tRNS") && dataCount == 0 { hasTransparentColors = true }
      if name.spells("eXIf") {
        orientation = Orientation(exif: bytes.extracting(at + 8..<end - 4))
      }
      let isCritical = name[0] & 0x20 == 0
      if isCritical || ["tRNS", "gAMA", "sRGB", "cHRM"].contains(where: { name.spells($0) }) {
        keep(at..<end)
      }
      isWhole = name.spells("IEND")
      at = end
    }
  }

  private mutating func keep(_ chunk: Range<Int>) {
    if let last = kept.last, last.upperBound == chunk.lowerBound {
      kept[kept.count - 1] = last.lowerBound..<chunk.upperBound
    } else {
      kept.append(chunk)
    }
  }

  /// Where the kept chunks stand if that is in one piece.
  var onlyRange: Range<Int>? { kept.count == 1 && cut == nil ? kept[0] : nil }

  /// The kept chunks in one piece. A data chunk that is cut gets the length of what is there, so
  /// that all of it is unpacked.
  func gathered(from bytes: Span<UInt8>) -> [UInt8] {
    let count = (kept + [cut ?? 0..<0]).reduce(0) { $0 + $1.count }
    return [UInt8](capacity: count) { result in
      for range in kept {
        for i in range { result.append(bytes[i]) }
      }
      if let cut {
        for shift in [24, 16, 8, 0] {
          result.append(UInt8(truncatingIfNeeded: (cut.count - 8) >> shift))
        }
        for i in cut.dropFirst(4) { result.append(bytes[i]) }
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether these bytes are the letters of `name`.
  fileprivate func spells(_ name: StaticString) -> Bool {
    count == name.utf8CodeUnitCount && indices.allSatisfy { unsafe self[$0] == name.utf8Start[$0] }
  }
}
