import Foundation
import Images
import TestSupport
import Testing

@Suite("JPEG files of the reference folder", .enabled(if: TestFiles.hasReference))
struct ReferenceJPEGTests {
  static let conformance = TestFiles.reference("data/conformance")
  static let orientation = conformance + "/exif-orientation"
  static let files =
    TestFiles.all(in: conformance) { $0.hasSuffix(".jpg") && !$0.contains("monkey12") }
    + TestFiles.all(in: TestFiles.reference("data/faces")).prefix(500)

  /// What libjpeg's own program makes of a file, which leaves the orientation alone.
  static func djpeg(_ file: String) throws -> Picture? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["djpeg", "-pnm", file]
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return portableMap([UInt8](bytes))
  }

  @Test(arguments: files)
  func everyPixelIsAsDjpegSays(file: String) throws {
    let bytes = ExifRemover.uprighted(try TestFiles.bytes(file))
    let wanted = try #require(try Self.djpeg(file))
    let got = try PictureReader.read(bytes.span)
    #expect(difference(got, wanted) == 0)
  }

  @Test func twelveBitsAreRefusedByName() throws {
    let bytes = try TestFiles.bytes(
      Self.conformance + "/libjpeg-turbo-testimages/testimages/monkey12.jpg")
    #expect(throws: PictureError.unsupported("12-bit JPEG")) { try PictureReader.read(bytes.span) }
  }

  /// The files of one motif are the same photograph stored in eight ways, each compressed for
  /// itself, so they agree as pictures do after compression, and far better than turned ones.
  @Test(arguments: ["Landscape", "Portrait"], 1...8)
  func everyOrientationLooksTheSame(motif: String, orientation: Int) throws {
    func read(_ number: Int) throws -> Picture {
      let bytes = try TestFiles.bytes("\(Self.orientation)/\(motif)_\(number).jpg")
      var resizer = Resizer(Frame(width: 48, height: 48, channels: 1, fit: .stretch))
      return resizer.fit(try PictureReader.read(bytes.span))
    }
    let (upright, turned) = (try read(1), try read(orientation))
    let meanDifference =
      zip(upright.pixels, turned.pixels).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) }
      / Double(upright.pixels.count)
    #expect(meanDifference < 6)
  }
}

/// JPEG files without their EXIF orientation, to compare stored pixels.
enum ExifRemover {
  static func uprighted(_ file: [UInt8]) -> [UInt8] {
    var file = file
    let marker = Array("Exif\0\0".utf8)
    if let at = file.indices.prefix(4096).first(where: { file[$0...].starts(with: marker) }) {
      file[at] = UInt8(ascii: "x")
    }
    return file
  }
}
