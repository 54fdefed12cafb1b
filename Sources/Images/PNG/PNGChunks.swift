/// The chunks of a PNG file, walked by their lengths, and which of them libpng is to see.
///
///     signature (8) | header chunk (25) | chunk, chunk ...
///     chunk: length (4) | type (4) | content | CRC (4)
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
  /// The exponent of light that the stored values are, where the file says so and not that it is
  /// sRGB, which goes first.
  var gamma: Double? { isSRGB ? nil : storedGamma }
  private var storedGamma: Double?
  private var isSRGB = false
  /// What libpng is to see after the header, in order; neighbours are one range.
  private var kept: [Range<Int>] = []
  /// The data chunk that the end of the file cuts through.
  private var cut: Range<Int>?

  private static let headerEnd = 33

  init(_ bytes: Span<UInt8>, keeping names: [StaticString] = ["tRNS", "gAMA", "sRGB", "cHRM"]) {
    var at = Self.headerEnd
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
      if name.spells("sRGB") && dataCount == 0 { isSRGB = true }
      if name.spells("gAMA") && dataCount == 0 && end - at == 16 {
        storedGamma = Double(bytes.bigEndian32(at: at + 8)) / 100_000
      }
      let isCritical = name[0] & 0x20 == 0
      if isCritical || names.contains(where: { name.spells($0) }) {
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

  /// Where the header and the kept chunks stand if that is in one piece.
  var onlyRange: Range<Int>? {
    guard kept.count == 1, kept[0].lowerBound == Self.headerEnd, cut == nil else { return nil }
    return 0..<kept[0].upperBound
  }

  /// The header, perhaps a `chunk` of ours, and the kept chunks in one piece. A data chunk that is
  /// cut gets the length of what is there, so that all of it is unpacked.
  func gathered(from bytes: Span<UInt8>, inserting chunk: [UInt8] = []) -> [UInt8] {
    let keptCount = kept.reduce(0) { $0 + $1.count }
    let count = Self.headerEnd + chunk.count + keptCount + (cut?.count ?? 0)
    return [UInt8](capacity: count) { result in
      for i in 0..<Self.headerEnd { result.append(bytes[i]) }
      for byte in chunk { result.append(byte) }
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
