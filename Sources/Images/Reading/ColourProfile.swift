import CPNG

/// The ICC profile in a picture's file, by which its numbers are other colours than their sRGB ones. Pictures
/// are read as sRGB all the same; this is to tell the user.
package enum ColourProfile {
  /// What the profile calls itself, such as "Display P3"; nil where the file has none, or one of sRGB.
  package static func foreignName(in bytes: Span<UInt8>) -> String? {
    let profile =
      switch try? PictureFormat.of(bytes) {
      case .png: ofPNG(bytes)
      case .jpeg: ofJPEG(bytes)
      case .webp: ofWebP(bytes)
      case nil: [UInt8]()
      }
    guard !profile.isEmpty else { return nil }
    let name = description(profile.span) ?? "one without a name"
    return isSRGB(name) ? nil : name
  }

  /// "c2" is what a profile of 524 bytes calls itself that stands for sRGB.
  private static func isSRGB(_ name: String) -> Bool {
    name == "c2" || ["srgb", "sgray", "sgrey"].contains { name.lowercased().contains($0) }
  }

  /// The name stands near the beginning; profiles of printers go on for long.
  private static let mostBytes = 1 << 16

  // MARK: - Where it is

  /// iCCP: a name of the chunk's, 0 | 0 for deflate | the profile, compressed.
  private static func ofPNG(_ bytes: Span<UInt8>) -> [UInt8] {
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes.bigEndian32(at: at)
      guard at + 12 + length <= bytes.count, !bytes.holds(Array("IDAT".utf8), at: at + 4) else {
        break
      }
      if bytes.holds(Array("iCCP".utf8), at: at + 4) {
        let content = bytes.extracting(at + 8..<at + 8 + length)
        guard let end = content.indices.first(where: { content[$0] == 0 }), end + 2 < length else {
          break
        }
        return inflated(content.extracting(end + 2..<length))
      }
      at += 12 + length
    }
    return []
  }

  /// What deflate packed, as far as it is needed, or can be unpacked.
  private static func inflated(_ packed: Span<UInt8>) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: mostBytes) { buffer, filled in
      unsafe buffer.initialize(repeating: 0)
      // Also where not all has room, it becomes how much is there.
      var count = uLong(mostBytes)
      _ = unsafe packed.withUnsafeBufferPointer {
        unsafe uncompress(buffer.baseAddress, &count, $0.baseAddress, uLong($0.count))
      }
      filled = Int(count)
    }
  }

  /// APP2 segments: "ICC_PROFILE", 0 | which of them (1) | how many (1) | a part of the profile.
  private static func ofJPEG(_ bytes: Span<UInt8>) -> [UInt8] {
    let mark = Array("ICC_PROFILE\0".utf8)
    var profile: [UInt8] = []
    var at = 2
    while at + 4 <= bytes.count, profile.count < mostBytes {
      guard bytes[at] == 0xFF else {
        at += 1
        continue
      }
      let marker = bytes[at + 1]
      // Fill bytes, and markers without a length.
      if marker == 0xFF || marker <= 0x01 || 0xD0...0xD8 ~= marker {
        at += marker == 0xFF ? 1 : 2
        continue
      }
      let end = at + 2 + bytes.bigEndian16(at: at + 2)
      guard marker != 0xDA, marker != 0xD9, at + 4 <= end, end <= bytes.count else { break }
      if marker == 0xE2, bytes.holds(mark, at: at + 4), at + 4 + mark.count + 2 <= end {
        for place in at + 4 + mark.count + 2..<end { profile.append(bytes[place]) }
      }
      at = end
    }
    return profile
  }

  private static func ofWebP(_ bytes: Span<UInt8>) -> [UInt8] {
    guard let range = (try? WebPHeader(bytes))?.profile else { return [] }
    return range.prefix(mostBytes).map { bytes[$0] }
  }

  // MARK: - What it says

  /// header (128) | tag count (4) | tags of 12: name, offset, length | ...; the tag "desc" is text in ASCII,
  /// or in UTF-16 by language.
  static func description(_ profile: Span<UInt8>) -> String? {
    guard profile.count >= 132, profile.holds(Array("acsp".utf8), at: 36) else { return nil }
    let tags = min(profile.bigEndian32(at: 128), (profile.count - 132) / 12)
    for tag in 0..<tags where profile.holds(Array("desc".utf8), at: 132 + 12 * tag) {
      let start = profile.bigEndian32(at: 132 + 12 * tag + 4)
      let length = profile.bigEndian32(at: 132 + 12 * tag + 8)
      guard length >= 12, start + length <= profile.count else { return nil }
      return text(profile.extracting(start..<start + length))
    }
    return nil
  }

  private static func text(_ tag: Span<UInt8>) -> String? {
    if tag.holds(Array("desc".utf8), at: 0) {
      let end = min(tag.count, 12 + tag.bigEndian32(at: 8))
      return name((12..<end).map { UInt16(tag[$0]) })
    }
    guard tag.holds(Array("mluc".utf8), at: 0), tag.count >= 28 else { return nil }
    let (length, start) = (tag.bigEndian32(at: 20), tag.bigEndian32(at: 24))
    guard start + length <= tag.count else { return nil }
    return name((0..<length / 2).map { UInt16(tag.bigEndian16(at: start + 2 * $0)) })
  }

  private static let longestName = 60

  private static func name(_ units: [UInt16]) -> String? {
    let name = String(decoding: units.prefix { $0 != 0 }.prefix(longestName), as: UTF16.self)
    return name.isEmpty ? nil : name
  }
}
