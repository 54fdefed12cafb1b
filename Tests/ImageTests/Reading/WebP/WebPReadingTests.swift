import Images
import Testing

@Suite("WebP files", .enabled(if: WebPMaker.isPossible, "there is no libwebp here"))
struct WebPReadingTests {
  /// Of odd sides, no two pixels alike, and alpha of every kind where it is asked for.
  private static func pixels(_ width: Int, _ height: Int, alpha: Bool) -> [UInt8] {
    (0..<width * height).flatMap { pixel -> [UInt8] in
      let (x, y) = (pixel % width, pixel / width)
      return [
        UInt8(x * 17 % 256), UInt8(y * 31 % 256), UInt8((x + y) * 13 % 256),
        alpha ? [0, 255, 100][pixel % 3] : 255,
      ]
    }
  }

  /// What is seen of a pixel over a background of this grey.
  private static func seen(_ rgba: [UInt8], over background: Int) -> [UInt8] {
    stride(from: 0, to: rgba.count, by: 4).flatMap { at in
      (0..<3).map { channel in
        let alpha = Int(rgba[at + 3])
        return UInt8((Int(rgba[at + channel]) * alpha + background * (255 - alpha) + 127) / 255)
      }
    }
  }

  @Test("without loss, with alpha and without: every pixel", arguments: [false, true])
  func lossless(alpha: Bool) throws {
    for (width, height) in [(1, 1), (7, 5), (33, 17)] {
      let rgba = Self.pixels(width, height, alpha: alpha)
      let file = WebPMaker.lossless(width, height, rgba)
      let facts = try PictureReader.facts(of: file.span)
      #expect(facts.format == .webp && facts.channels == 3 && facts.bitDepth == 8)
      #expect(facts.width == width && facts.height == height && facts.hasAlpha == alpha)
      var options = ReadingOptions()
      options.background = Color(30, 30, 30)
      let picture = try PictureReader.read(file.span, options)
      #expect(picture.width == width && picture.height == height && picture.channels == 3)
      #expect(picture.pixels == Self.seen(rgba, over: 30))
    }
  }

  @Test("with loss: near the picture, at its size")
  func lossy() throws {
    let (width, height) = (40, 24)
    let rgb = (0..<width * height).flatMap { pixel -> [UInt8] in
      [UInt8(pixel % width * 4), UInt8(pixel / width * 8), 90]
    }
    let file = WebPMaker.lossy(width, height, rgb)
    let facts = try PictureReader.facts(of: file.span)
    #expect(facts.width == width && facts.height == height && !facts.hasAlpha)
    let picture = try PictureReader.read(file.span)
    let errors = zip(picture.pixels, rgb).map { abs(Int($0) - Int($1)) }
    #expect(errors.reduce(0, +) < 4 * errors.count, "the mean error is below 4")
  }

  @Test("turned as its EXIF block says, with and without the mark of JPEG before it")
  func orientation() throws {
    let rgba = Self.pixels(5, 3, alpha: false)
    let simple = WebPMaker.lossless(5, 3, rgba)
    let stored = try PictureReader.read(simple.span)
    for orientation in Orientation.allCases {
      for mark in [[], Array("Exif\0\0".utf8)] {
        let block = mark + PNGMaker.exif(orientation.rawValue, littleEndian: true)
        let file = WebPMaker.extended(
          simple, 5, 3, flags: 0x08, after: [WebPMaker.chunk("EXIF", block)])
        let picture = try PictureReader.read(file.span)
        #expect(difference(picture, orientation.applied(to: stored)) == 0)
        #expect(try PictureReader.facts(of: file.span).width == picture.width)
      }
    }
  }

  @Test("animations, files without a picture, and those whose sizes differ are refused")
  func refused() throws {
    let simple = WebPMaker.lossless(5, 3, Self.pixels(5, 3, alpha: false))
    let animated = WebPMaker.extended(simple, 5, 3, flags: 0x02)
    #expect(throws: PictureError.unsupported("animated WebP")) {
      try PictureReader.read(animated.span)
    }
    let empty = WebPMaker.file([WebPMaker.chunk("XMP ", [1, 2, 3])])
    #expect(throws: PictureError.broken(.webp, "it has no picture")) {
      try PictureReader.read(empty.span)
    }
    for (width, height) in [(6, 3), (5, 4), (4, 3), (1 << 24, 3), (1, 1)] {
      let lying = WebPMaker.extended(simple, width, height, flags: 0)
      #expect(throws: PictureError.self) { try PictureReader.read(lying.span) }
    }
    var few = ReadingOptions()
    few.maxPixels = 14
    #expect(throws: PictureError.tooManyPixels(width: 5, height: 3, limit: 14)) {
      try PictureReader.read(simple.span, few)
    }
  }

  @Test("a few bytes that stand for a very large picture are refused, or decoded within its memory")
  func large() throws {
    var file = WebPMaker.lossless(1, 1, [1, 2, 3, 255])
    // 9,999 x 9,999 in the 14 bits of each side.
    let at = try #require(file.indices.first { file[$0...].starts(with: Array("VP8L".utf8)) }) + 9
    let bits = 9998 | 9998 << 14
    file.replaceSubrange(at..<at + 4, with: WebPMaker.littleEndian(bits))
    if let picture = try? PictureReader.read(file.span) {
      #expect(picture.width == 9999 && picture.height == 9999)
    }
    var few = ReadingOptions()
    few.maxPixels = 1 << 20
    #expect(throws: PictureError.tooManyPixels(width: 9999, height: 9999, limit: 1 << 20)) {
      try PictureReader.read(file.span, few)
    }
  }
}

@Suite("WebP files where there is no libwebp")
struct WebPWithoutLibraryTests {
  @Test("a missing library is none, and the words say what to do")
  func missing() {
    #expect(WebPLibrary(named: ["libwebp-that-is-not-there.so"]) == nil)
    #expect(WebPLibrary(named: ["libc.so.6"]) == nil)
    #expect(
      "\(PictureError.withoutLibrary(.webp))"
        == "it is a WebP file, and there is no libwebp on this machine: install that, or convert it first"
    )
  }
}
