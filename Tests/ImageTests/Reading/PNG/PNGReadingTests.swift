import Foundation
import Images
import Testing

@Suite("PNG files made byte by byte")
struct PNGReadingTests {
  static let kinds: [(colorType: Int, depth: Int)] =
    [1, 2, 4, 8, 16].map { (0, $0) } + [1, 2, 4, 8].map { (3, $0) }
    + [2, 4, 6].flatMap { type in [8, 16].map { (type, $0) } }

  static func value(_ x: Int, _ y: Int, _ channel: Int, depth: Int) -> Int {
    (x * 4099 + y * 8209 + channel * 20011 + x * y * 257) % (1 << depth)
  }

  static let palette: [UInt8] = (0...UInt8.max).flatMap { byte -> [UInt8] in
    [byte, 255 - byte, byte / 2]
  }

  /// The byte nearest to value / (2^depth - 1) * 255.
  static func byte(_ value: Int, depth: Int) -> UInt8 {
    let top = 1 << depth - 1
    return UInt8((value * 255 * 2 + top) / (2 * top))
  }

  @Test(arguments: kinds, [false, true])
  func everyKindIsRead(kind: (colorType: Int, depth: Int), interlaced: Bool) throws {
    let (type, depth) = kind
    for (width, height) in [(1, 1), (5, 3), (9, 17)] {
      let chunks =
        type == 3 ? [PNGMaker.chunk("PLTE", Array(Self.palette.prefix(3 << depth)))] : []
      let file = PNGMaker.file(
        width: width, height: height, colorType: type, depth: depth, interlaced: interlaced,
        chunks: chunks
      ) { Self.value($0, $1, $2, depth: depth) }
      let channels = type & 2 == 0 ? 1 : 3
      var wanted: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          let alpha =
            type & 4 == 0
            ? 255 : Int(Self.byte(Self.value(x, y, channels, depth: depth), depth: depth))
          for channel in 0..<channels {
            let color =
              type == 3
              ? Self.palette[Self.value(x, y, 0, depth: depth) * 3 + channel]
              : Self.byte(Self.value(x, y, channel, depth: depth), depth: depth)
            wanted.append(UInt8((Int(color) * alpha + 255 * (255 - alpha) + 127) / 255))
          }
        }
      }
      let picture = Picture(width: width, height: height, channels: channels, pixels: wanted)
      #expect(try PictureReader.read(file.span) == picture, "\(width)x\(height)")
      let facts = try PictureReader.facts(of: file.span)
      #expect(facts.bitDepth == depth && facts.channels == channels)
      #expect(facts.isProgressive == interlaced && facts.hasAlpha == (type & 4 != 0))
    }
  }

  /// The red under alpha 0 is nowhere to be seen, not beside the edge of a smaller picture either.
  @Test func colourUnderAlphaZeroDoesNotBleed() throws {
    let file = PNGMaker.file(width: 32, height: 32, colorType: 6, depth: 8) { x, _, channel in
      x < 16 ? [255, 0, 0, 0][channel] : [0, 0, 255, 255][channel]
    }
    var options = ReadingOptions()
    options.background = Color(0, 0, 255)
    let picture = try PictureReader.read(file.span, options)
    var resizer = Resizer(Frame(width: 9, height: 9, channels: 3))
    let small = resizer.fit(picture)
    for i in stride(from: 0, to: small.pixels.count, by: 3) {
      #expect(Array(small.pixels[i..<i + 3]) == [0, 0, 255])
    }
  }

  @Test(arguments: [0, 2, 3])
  func markedColoursAreTransparent(type: Int) throws {
    let marks: [Int: [UInt8]] = [0: [0, 7], 2: [0, 7, 0, 7, 0, 7], 3: [255, 0]]
    let chunks =
      (type == 3 ? [PNGMaker.chunk("PLTE", [1, 2, 3, 4, 5, 6])] : [])
      + [PNGMaker.chunk("tRNS", marks[type] ?? [])]
    let file = PNGMaker.file(width: 2, height: 1, colorType: type, depth: 8, chunks: chunks) {
      x, _, _ in type == 3 ? x : 6 + x
    }
    var options = ReadingOptions()
    options.background = Color(50, 50, 50)
    let picture = try PictureReader.read(file.span, options).converted(toChannels: 3)
    let first: [UInt8] = type == 3 ? [1, 2, 3] : [6, 6, 6]
    #expect(picture.pixels == first + [50, 50, 50])
    #expect(try PictureReader.facts(of: file.span).hasAlpha)
  }

  @Test func greyOverAColourIsInColour() throws {
    let file = PNGMaker.file(width: 2, height: 1, colorType: 4, depth: 8) { x, _, channel in
      channel == 0 ? 100 : x * 255
    }
    var options = ReadingOptions()
    options.background = Color(1, 2, 3)
    #expect(try PictureReader.read(file.span, options).pixels == [1, 2, 3, 100, 100, 100])
    options.background = Color(9, 9, 9)
    #expect(try PictureReader.read(file.span, options).pixels == [9, 100])
  }

  /// The formula and its tolerance are explained at PNGSuiteTests.
  @Test(arguments: [false, true], [8, 16])
  func gammaIsHonoured(interlaced: Bool, depth: Int) throws {
    let gamma = PNGMaker.chunk("gAMA", PNGMaker.bigEndian(100_000))
    let file = PNGMaker.file(
      width: 256, height: 8, colorType: 0, depth: depth, interlaced: interlaced, chunks: [gamma]
    ) { x, _, _ in depth == 8 ? x : x * 257 }
    let got = try PictureReader.read(file.span).pixels
    for x in 0..<256 {
      let light = { (shift: Double) in
        255 * pow(min(max(Double(x) / 255 + shift, 0), 1), 1 / 2.2)
      }
      let slack = depth == 16 ? 1.0 / 2048 : 0
      #expect(Double(got[x]) >= light(-slack) - 1 && Double(got[x]) <= light(slack) + 1, "\(x)")
    }
  }

  /// Chunks that carry no pixels never reach libpng, so their contents cannot hurt.
  @Test(arguments: ["iCCP", "zTXt", "iTXt", "tEXt", "sPLT", "hIST", "eXIf", "prVt"])
  func uselessChunksAreNotLookedAt(type: String) throws {
    let rubbish = PNGMaker.chunk(type, [UInt8](repeating: 0x78, count: 1000))
    let file = PNGMaker.file(width: 2, height: 2, colorType: 0, depth: 8, chunks: [rubbish]) {
      x, y, _ in x + y
    }
    #expect(try PictureReader.read(file.span).pixels == [0, 1, 1, 2])
  }
}
