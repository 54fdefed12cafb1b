import Images
import Testing

@Suite("Orientation")
struct OrientationTests {
  /// What a stored picture of a b over c d looks like.
  static let views = ["abcd", "badc", "dcba", "cdab", "acbd", "cadb", "dbca", "bdac"]

  @Test(arguments: 1...8, [false, true])
  func pngIsTurned(orientation: Int, littleEndian: Bool) throws {
    let exif = PNGMaker.exif(orientation, littleEndian: littleEndian)
    let letters = Array("abcd".utf8).map(Int.init)
    let file = PNGMaker.file(
      width: 2, height: 2, colorType: 0, depth: 8, chunks: [PNGMaker.chunk("eXIf", exif)]
    ) { x, y, _ in letters[2 * y + x] }
    let picture = try PictureReader.read(file.span)
    #expect(String(decoding: picture.pixels, as: UTF8.self) == Self.views[orientation - 1])
  }

  /// All eight hold the same stored picture, so each is the first one turned.
  @Test(arguments: 1...8)
  func jpegIsTurned(orientation: Int) throws {
    let stored = try #require(
      portableMap(try TestFiles.bytes(TestFiles.fixtures + "/orientation.ppm")))
    let file = try TestFiles.bytes(TestFiles.fixtures + "/orientation-\(orientation).jpg")
    let picture = try PictureReader.read(file.span)
    let swapped = orientation >= 5
    #expect(picture.width == (swapped ? stored.height : stored.width))
    let facts = try PictureReader.facts(of: file.span)
    #expect(facts.width == picture.width && facts.height == picture.height)
    // The corners say it all: those of the stored picture all differ.
    func corners(_ picture: Picture) -> [[UInt8]] {
      [(0, 0), (1, 0), (0, 1), (1, 1)].map { right, bottom in
        let (x, y) = (right * (picture.width - 1), bottom * (picture.height - 1))
        return Array(picture.pixels[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3])
      }
    }
    let letters = Array("abcd".utf8)
    let wanted = Self.views[orientation - 1].utf8.map { letter in
      corners(stored)[letters.firstIndex(of: letter) ?? 0]
    }
    #expect(corners(picture) == wanted)
  }

  /// Cut or overwritten anywhere, the block is read as far as it goes and the picture stays.
  @Test func damagedExifHarmsNothing() throws {
    let whole = PNGMaker.exif(6, littleEndian: true)
    for count in 0...whole.count {
      for value in [0, 0x7F, 0xFF] as [UInt8] {
        var block = Array(whole.prefix(count))
        block = Array(block.dropLast()) + (count > 0 ? [value] : [])
        let file = PNGMaker.file(
          width: 2, height: 1, colorType: 0, depth: 8, chunks: [PNGMaker.chunk("eXIf", block)]
        ) { x, _, _ in x }
        #expect(try PictureReader.read(file.span).pixels.sorted() == [0, 1])
      }
    }
  }
}
