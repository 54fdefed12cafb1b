import Images
import Testing

@Suite("A colour profile is known by what it calls itself")
struct ColourProfileTests {
  /// A profile of one tag: "desc", in ASCII, or as newer ones have it in UTF-16.
  private static func profile(_ name: String, isUTF16: Bool) -> [UInt8] {
    let number = PNGMaker.bigEndian
    let text: [UInt8]
    if isUTF16 {
      let letters = name.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      text =
        Array("mluc".utf8) + number(0) + number(1) + number(12) + Array("enUS".utf8)
        + number(letters.count) + number(28) + letters
    } else {
      text = Array("desc".utf8) + number(0) + number(name.utf8.count + 1) + Array(name.utf8) + [0]
    }
    let header = [UInt8](repeating: 0, count: 36) + "acsp".utf8 + [UInt8](repeating: 0, count: 88)
    return header + number(1) + Array("desc".utf8) + number(144) + number(text.count) + text
  }

  private static func png(_ chunks: [[UInt8]]) -> [UInt8] {
    PNGMaker.file(width: 2, height: 2, colorType: 2, depth: 8, chunks: chunks) { x, y, _ in x + y }
  }

  private static func png(_ profile: [UInt8]) -> [UInt8] {
    png([PNGMaker.chunk("iCCP", Array("icc".utf8) + [0, 0] + PNGMaker.stored(profile))])
  }

  /// In parts of at most so many bytes; no decoder is asked, so the picture may be missing.
  private static func jpeg(_ profile: [UInt8], parts size: Int = 60_000) -> [UInt8] {
    let starts = Array(stride(from: 0, to: profile.count, by: size))
    let segments = starts.enumerated().flatMap { number, start -> [UInt8] in
      let content =
        Array("ICC_PROFILE\0".utf8) + [UInt8(number + 1), UInt8(starts.count)]
        + profile[start..<min(start + size, profile.count)]
      return [0xFF, 0xE2] + PNGMaker.bigEndian(content.count + 2).suffix(2) + content
    }
    return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2] + segments + [0xFF, 0xDA, 0, 2]
  }

  @Test(
    "in both formats and both kinds of text",
    arguments: [
      ("Display P3", "Display P3"), ("Adobe RGB (1998)", "Adobe RGB (1998)"),
      ("sRGB IEC61966-2.1", nil), ("sRGB built-in", nil), ("c2", nil),
      ("Dot Gain 20%", "Dot Gain 20%"),
    ] as [(String, String?)], [false, true])
  func names(of: (text: String, name: String?), isUTF16: Bool) {
    let profile = Self.profile(of.text, isUTF16: isUTF16)
    for file in [Self.png(profile), Self.jpeg(profile), Self.jpeg(profile, parts: 50)] {
      #expect(ColourProfile.foreignName(in: file.span) == of.name)
    }
  }

  @Test("a file without one has none, and one that says nothing has no name")
  func none() {
    #expect(ColourProfile.foreignName(in: Self.png([[UInt8]]()).span) == nil)
    #expect(ColourProfile.foreignName(in: Self.jpeg([]).span) == nil)
    #expect(ColourProfile.foreignName(in: Array("GIF89a".utf8).span) == nil)
    let mute = [UInt8](repeating: 7, count: 200)
    #expect(ColourProfile.foreignName(in: Self.jpeg(mute).span) == "one without a name")
  }

  @Test("a profile cut anywhere, or with any byte wrong, does no harm; nor does one that is a bomb")
  func damage() {
    for isUTF16 in [false, true] {
      let profile = Self.profile("Display P3", isUTF16: isUTF16)
      for count in profile.indices {
        _ = ColourProfile.foreignName(in: Self.png(Array(profile[..<count])).span)
        var wrong = profile
        wrong[count] = 255
        _ = ColourProfile.foreignName(in: Self.jpeg(wrong).span)
      }
      let file = Self.jpeg(profile)
      for count in file.indices { _ = ColourProfile.foreignName(in: Array(file[..<count]).span) }
    }
    let bomb = PNGMaker.chunk("iCCP", [65, 0, 0] + PNGMaker.zeros(1 << 26))
    #expect(ColourProfile.foreignName(in: Self.png([bomb]).span) == "one without a name")
  }
}
