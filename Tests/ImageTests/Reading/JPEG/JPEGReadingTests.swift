import Images
import Testing

@Suite("JPEG files of every kind")
struct JPEGReadingTests {
  static let kinds = TestFiles.all(in: TestFiles.fixtures) {
    ($0.hasSuffix(".ppm") || $0.hasSuffix(".pgm")) && $0 != "orientation.ppm"
  }

  @Test func allKindsAreThere() { #expect(Self.kinds.count == 12) }

  @Test(arguments: kinds)
  func everyPixelIsAsDjpegSays(expected: String) throws {
    let wanted = try #require(portableMap(try TestFiles.bytes(expected)))
    let file = try TestFiles.bytes(expected.dropLast(4) + ".jpg")
    #expect(try PictureReader.read(file.span) == wanted)
    let facts = try PictureReader.facts(of: file.span)
    #expect(facts.channels == wanted.channels && facts.bitDepth == 8 && !facts.hasAlpha)
    #expect(facts.isProgressive == expected.contains("progressive"))
  }

  enum Inks: CaseIterable { case adobe, plain, ycck }

  /// The inks that make.py put in were cyan = 7x, magenta = 9y, yellow = xy, black = 40; Adobe's
  /// way stores 255 - ink. Without Adobe's marker the same stored bytes are the inks themselves,
  /// and with its transform set to 2 they are the Y, Cb and Cr of the inks' complements. The file
  /// has full quality: samples are right within 2, and 1.772 times that after the conversion.
  @Test(arguments: Inks.allCases)
  func inksBecomeColours(kind: Inks) throws {
    var file = try TestFiles.bytes(TestFiles.fixtures + "/cmyk.jpg")
    let marker = try #require(start(of: "Adobe", in: file))
    if kind == .plain { file[marker] = UInt8(ascii: "x") }
    if kind == .ycck { file[marker + 11] = 2 }
    let picture = try PictureReader.read(file.span)
    #expect(picture.width == 37 && picture.height == 26 && picture.channels == 3)
    var worst = 0.0
    for y in 0..<26 {
      for x in 0..<37 {
        let stored = [7 * x, 9 * y, x * y, 40].map { Double(255 - $0 % 256) }
        let lights: [Double]
        switch kind {
        case .adobe: lights = stored.prefix(3).map { $0 * stored[3] / 255 }
        case .plain: lights = stored.prefix(3).map { (255 - $0) * (255 - stored[3]) / 255 }
        case .ycck:
          let (luma, blue, red) = (stored[0], stored[1] - 128, stored[2] - 128)
          let green: Double = luma - 0.344136 * blue - 0.714136 * red
          let colors: [Double] = [luma + 1.402 * red, green, luma + 1.772 * blue]
          lights = colors.map { (255 - min(max($0, 0), 255)) * stored[3] / 255 }
        }
        for channel in 0..<3 {
          let got = Double(picture.pixels[(y * 37 + x) * 3 + channel])
          worst = max(worst, abs(got - lights[channel]))
        }
      }
    }
    #expect(worst <= 6)
  }

  @Test(arguments: [
    (12, 0xC0, "12-bit JPEG"), (8, 0xC3, "lossless JPEG"), (8, 0xC5, "hierarchical JPEG"),
    (8, 0xF7, "JPEG-LS file"),
  ])
  func otherProcessesAreRefusedByName(precision: Int, marker: Int, name: String) throws {
    var file = try TestFiles.bytes(TestFiles.fixtures + "/baseline-444.jpg")
    let frame = try #require(file.indices.first { file[$0...].starts(with: [0xFF, 0xC0]) })
    file[frame + 1] = UInt8(marker)
    file[frame + 4] = UInt8(precision)
    #expect(throws: PictureError.unsupported(name)) { try PictureReader.read(file.span) }
  }

  /// A JFIF of a later version, bytes between two segments, and a transform of inks that Adobe never named, which
  /// counts as the usual one.
  @Test func odditiesBesideTheDataAreLetPass() throws {
    let file = try TestFiles.bytes(TestFiles.fixtures + "/baseline-444.jpg")
    let picture = try PictureReader.read(file.span)
    var (later, apart) = (file, file)
    later[try #require(start(of: "JFIF", in: file)) + 5] = 2
    apart.insert(contentsOf: [1, 2, 3], at: try #require(firstScan(in: file)))
    for odd in [later, apart] { #expect(try PictureReader.read(odd.span) == picture) }
    var inks = try TestFiles.bytes(TestFiles.fixtures + "/cmyk.jpg")
    let marker = try #require(start(of: "Adobe", in: inks))
    inks[marker + 11] = 2
    let usual = try PictureReader.read(inks.span)
    inks[marker + 11] = 7
    #expect(try PictureReader.read(inks.span) == usual)
  }

  /// A code of ones alone stands for nothing; and an end amid the data is no better than none.
  @Test func damageInTheDataIsRefused() throws {
    var damaged = try TestFiles.bytes(TestFiles.fixtures + "/progressive.jpg")
    let data = try #require(firstData(in: damaged))
    damaged.insert(contentsOf: (0..<40).map { $0 % 2 == 0 ? 0xFF : 0 }, at: data)
    let error = #expect(throws: PictureError.self) { try PictureReader.read(damaged.span) }
    #expect(error?.description.contains("Huffman") == true)

    let whole = try TestFiles.bytes(TestFiles.fixtures + "/baseline-444.jpg")
    let ended = whole[..<(whole.count - 100)] + [0xFF, 0xD9]
    #expect(throws: PictureError.truncated(.jpeg)) { try PictureReader.read(Array(ended).span) }
    var options = ReadingOptions()
    options.acceptTruncated = true
    #expect(throws: Never.self) { try PictureReader.read(Array(ended).span, options) }
  }

  /// What is made up there may look damaged, which is no reason.
  @Test func aMissingEndIsTakenWhereverItBegins() throws {
    var options = ReadingOptions()
    options.acceptTruncated = true
    let whole = try TestFiles.bytes(TestFiles.fixtures + "/restart.jpg")
    for count in try #require(firstData(in: whole)) + 1..<whole.count {
      let part = Array(whole.prefix(count))
      #expect(throws: Never.self, "\(count) bytes") {
        try PictureReader.read(part.span, options)
      }
    }
  }

  private func firstScan(in file: [UInt8]) -> Int? {
    file.indices.first { file[$0...].starts(with: [0xFF, 0xDA]) }
  }

  private func firstData(in file: [UInt8]) -> Int? {
    firstScan(in: file).map { $0 + 2 + Int(file[$0 + 3]) }
  }

  private func start(of name: String, in file: [UInt8]) -> Int? {
    file.indices.first { file[$0...].starts(with: Array(name.utf8)) }
  }

  /// A large picture for a small frame comes out divided, with at least twice the frame's pixels
  /// in each direction, and shows the same.
  @Test(arguments: [(64, 1), (40, 2), (20, 4), (10, 8), (1, 8)])
  func largePicturesAreDividedWhileDecoded(side: Int, reduction: Int) throws {
    let pixels = (0..<160 * 160).map { (i: Int) -> UInt8 in UInt8(i % 160 / 2 + i / 160 / 2) }
    let picture = Picture(width: 160, height: 160, channels: 1, pixels: pixels)
    let file = try JPEGEncoder.encode(picture)
    let frame = Frame(width: side, height: side, channels: 1)
    let got = try PictureReader.read(file.span, for: frame)
    #expect(got.width == 160 / reduction && got.height == 160 / reduction)
    var resizer = Resizer(frame)
    let whole = resizer.fit(try PictureReader.read(file.span))
    // A slope of half a level a pixel, rounded at each of three stages, and JPEG's own error.
    #expect((difference(whole, resizer.fit(got)) ?? 255) <= 3)
  }
}
