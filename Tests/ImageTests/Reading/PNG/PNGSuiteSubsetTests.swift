import Foundation
import Images
import TestSupport
import Testing

/// A part of PngSuite by Willem van Schaik: each colour type and depth, plain and interlaced, transparent, tiny,
/// filtered and stored, with the pixels that the suite says, over white; and all of its broken files.
@Suite("Files of PngSuite")
struct PNGSuiteSubsetTests {
  static let folder = TestFiles.fixtures + "/../PNGSuite"
  static let whole = TestFiles.all(in: folder) { $0.hasSuffix(".png") && !$0.hasPrefix("x") }
  static let broken = TestFiles.all(in: folder) { $0.hasPrefix("x") }

  @Test("every pixel is as the suite says", arguments: whole)
  func pixels(file: String) throws {
    let bytes = PNGMaker.without("gAMA", in: try TestFiles.bytes(file))
    let wanted = try TestFiles.bytes(file.replacing(".png", with: ".ppm"))
    let picture = try PictureReader.read(bytes.span).converted(toChannels: 3)
    #expect(try picture == #require(portableMap(wanted)))
  }

  @Test("broken files are refused", arguments: broken)
  func refused(file: String) throws {
    let bytes = try TestFiles.bytes(file)
    #expect(throws: PictureError.self) { try PictureReader.read(bytes.span) }
  }

  @Test("none is missing")
  func all() { #expect((Self.whole.count, Self.broken.count) == (39, 14)) }
}
