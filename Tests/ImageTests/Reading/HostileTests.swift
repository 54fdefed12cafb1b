import Foundation
import Images
import TestSupport
import Testing

@Suite("Damaged and hostile files")
struct HostileTests {
  /// A file of each format and of each way to store it.
  static func seeds(_ format: String) throws -> [[UInt8]] {
    if format == "JPEG" {
      return try TestFiles.all(in: TestFiles.fixtures) { $0.hasSuffix(".jpg") }
        .map(TestFiles.bytes)
    }
    if format == "WebP" { return WebPMaker.isPossible ? webpSeeds : [] }
    return PNGReadingTests.kinds.flatMap { type, depth in
      [false, true].map { interlaced in
        PNGMaker.file(
          width: 7, height: 5, colorType: type, depth: depth, interlaced: interlaced,
          chunks: type == 3
            ? [PNGMaker.chunk("PLTE", Array(PNGReadingTests.palette.prefix(48)))]
            : [PNGMaker.chunk("eXIf", PNGMaker.exif(6, littleEndian: true))]
        ) { PNGReadingTests.value($0, $1, $2, depth: min(depth, 4)) % (1 << depth) }
      }
    }
  }

  /// Lossy, lossless, lossless with alpha, and one with an orientation.
  private static let webpSeeds: [[UInt8]] = {
    let bytes = { (count: Int) in (0..<count).map { UInt8($0 * 7 % 251) } }
    let colour = bytes(11 * 7 * 4)
    let rgba = colour.indices.map { $0 % 8 == 3 ? UInt8.max : colour[$0] }
    let opaque = colour.indices.map { $0 % 4 == 3 ? UInt8.max : colour[$0] }
    let rgb = bytes(24 * 18 * 3)
    let exif = WebPMaker.chunk("EXIF", PNGMaker.exif(6, littleEndian: true))
    return [
      WebPMaker.lossy(24, 18, rgb), WebPMaker.lossless(11, 7, opaque),
      WebPMaker.lossless(11, 7, rgba),
      WebPMaker.extended(WebPMaker.lossless(11, 7, rgba), 11, 7, flags: 0x18, after: [exif]),
    ]
  }()

  @Test(arguments: ["PNG", "JPEG", "WebP"])
  func everyTruncationIsRefused(format: String) throws {
    var accepting = ReadingOptions()
    accepting.acceptTruncated = true
    for file in try Self.seeds(format) {
      let whole = try PictureReader.read(file.span)
      var picturesTaken = 0
      for count in 0..<file.count {
        let part = Array(file.prefix(count))
        #expect(throws: PictureError.self, "\(count) of \(file.count) bytes") {
          try PictureReader.read(part.span)
        }
        if let picture = try? PictureReader.read(part.span, accepting) {
          picturesTaken += 1
          #expect(picture.width == whole.width || picture.width == whole.height)
        }
      }
      #expect(picturesTaken > 0, "\(format) of \(file.count) bytes")
    }
  }

  /// VAE_IMG_MUTATIONS sets how many for each format; .ci/checks/address does 20,000 with
  /// AddressSanitizer.
  @Test(arguments: ["PNG", "JPEG", "WebP"])
  func mutationsGiveAnErrorOrAPicture(format: String) throws {
    let asked = ProcessInfo.processInfo.environment["VAE_IMG_MUTATIONS"].flatMap { Int($0) }
    let seeds = try Self.seeds(format)
    var random = Mutations(random: RepeatableNumbers(seed: 1))
    var options = ReadingOptions()
    options.maxPixels = 1 << 18
    let frame = Frame(width: 6, height: 6, channels: 3)
    var resizer = Resizer(frame)
    for number in 0..<(asked ?? 2000) where !seeds.isEmpty {
      let file = random.mutation(of: seeds[number % seeds.count])
      options.acceptTruncated = number % 2 == 1
      let time = secondsOfThisThread {
        if let picture = try? PictureReader.read(file.span, options, for: frame) {
          _ = resizer.fit(picture)
        }
      }
      #expect(time < 5, "mutation \(number)")
    }
  }

  /// What seeded chance does to a file.
  struct Mutations {
    var random: RepeatableNumbers

    mutating func next(below bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    /// One to eight bytes set, runs doubled or removed. In half of the PNG files the CRCs are made
    /// right again, so that the damage gets past them.
    mutating func mutation(of file: [UInt8]) -> [UInt8] {
      var file = file
      for _ in 0...next(below: 8) {
        let at = next(below: file.count)
        let end = min(file.count, at + 1 + next(below: 16))
        switch next(below: 8) {
        case 0: file.insert(contentsOf: file[at..<end], at: at)
        case 1 where file.count > 64: file.removeSubrange(at..<end)
        case 2: file[at] = [0, 1, 0x7F, 0x80, 0xFF][next(below: 5)]
        default: file[at] = UInt8(next(below: 256))
        }
      }
      if next(below: 2) == 0 && file.starts(with: PNGMaker.signature) {
        let chunks = PNGMaker.chunks(of: file)
        let rest = file.suffix(from: chunks.last?.range.upperBound ?? 8)
        file =
          PNGMaker.signature
          + chunks.flatMap {
            PNGMaker.chunk($0.type, Array(file[$0.range].dropFirst(8).dropLast(4)))
          }
          + rest
      }
      return file
    }
  }

  /// A small file that says it is large is found out before memory is taken for it.
  @Test func headersAloneTakeNoMemory() throws {
    var png = PNGMaker.file(width: 1, height: 1, colorType: 2, depth: 16) { _, _, _ in 0 }
    png.replaceSubrange(16..<24, with: PNGMaker.bigEndian(9999) + PNGMaker.bigEndian(9999))
    #expect(throws: PictureError.truncated(.png)) { try PictureReader.read(png.span) }
    png.replaceSubrange(16..<20, with: PNGMaker.bigEndian(99_999))
    #expect(throws: PictureError.tooManyPixels(width: 99_999, height: 9999, limit: 100_000_000)) {
      try PictureReader.read(png.span)
    }
    png.replaceSubrange(16..<24, with: PNGMaker.bigEndian(1_000_001) + PNGMaker.bigEndian(1))
    #expect(throws: PictureError.unsupported("PNG with a side of more than 1000000 pixels")) {
      try PictureReader.read(png.span)
    }
    var jpeg = try TestFiles.bytes(TestFiles.fixtures + "/progressive.jpg")
    let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC2]) })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x27, 0x0F, 0x27, 0x0F])
    #expect(throws: PictureError.truncated(.jpeg)) { try PictureReader.read(jpeg.span) }
  }

  static let others: [(start: String, name: String)] = [
    ("GIF89a", "GIF"), ("II*\0", "TIFF"), ("MM\0*", "TIFF"),
    ("BM\0\0\0\0", "BMP"), ("\0\0\0\u{18}ftypheic", "HEIC"), ("\0\0\0\u{1C}ftypavif", "AVIF"),
    ("\0\0\0\u{C}JXL \r\n", "JPEG XL"), ("\0\0\0\u{C}jP  \r\n", "JPEG 2000"),
  ]

  @Test(arguments: others)
  func otherFormatsAreNamed(start: String, name: String) {
    let bytes = Array(start.utf8) + [UInt8](repeating: 0, count: 64)
    #expect(throws: PictureError.otherFormat(name)) { try PictureReader.facts(of: bytes.span) }
  }

  @Test func whatIsNoPictureIsSaid() {
    #expect(throws: PictureError.empty) { try PictureReader.facts(of: [UInt8]().span) }
    let text = Array("a shopping list".utf8)
    #expect(throws: PictureError.unknownFormat) { try PictureReader.facts(of: text.span) }
  }
}
