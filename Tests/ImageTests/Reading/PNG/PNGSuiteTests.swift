import Foundation
import Images
import TestSupport
import Testing

/// PngSuite: a picture of every legal kind, the pixels to expect, and 14 files that are broken.
@Suite("Every file of PngSuite", .enabled(if: TestFiles.hasReference))
struct PNGSuiteTests {
  static let folder = TestFiles.reference("data/conformance/pngsuite")
  static let files = TestFiles.all(in: folder + "/png")

  /// The expected samples, red, green, blue and alpha in turn, 8 or 16 bits as the file.
  static func expected(_ file: String) throws -> [Int] {
    let name = URL(filePath: file).deletingPathExtension().lastPathComponent
    let data = try Data(contentsOf: URL(filePath: "\(folder)/json/\(name).json"))
    return try JSONDecoder().decode([Int].self, from: data)
  }

  @Test(arguments: files.filter { !name($0).hasPrefix("x") })
  func withoutGammaEveryPixelIsAsExpected(file: String) throws {
    let bytes = PNGMaker.without("gAMA", in: try TestFiles.bytes(file))
    let picture = try PictureReader.read(bytes.span)
    let wanted = try Self.overWhite(Self.expected(file), depth: Self.depth(bytes), gamma: nil)
    #expect(picture.converted(toChannels: 3).pixels == wanted)
  }

  /// libpng raises v in 0...1 to 1 / (2.2 file gamma). Of 16-bit samples it looks at the upper 11
  /// bits alone, so the result may be that of any v within 2^-11; and one level for rounding.
  @Test(arguments: files.filter { !name($0).hasPrefix("x") })
  func withGammaEveryPixelIsAsTheFormulaSays(file: String) throws {
    let bytes = try TestFiles.bytes(file)
    guard let gamma = PNGMaker.gamma(of: bytes) else { return }
    let got = try PictureReader.read(bytes.span).converted(toChannels: 3).pixels
    let samples = try Self.expected(file)
    let slack = Self.depth(bytes) == 65535 ? 65536 >> 11 : 0
    let bounds = [-slack, slack].map { shift in
      let shifted = samples.indices.map { i in
        i % 4 == 3 ? samples[i] : min(max(samples[i] + shift, 0), Self.depth(bytes))
      }
      return Self.overWhite(shifted, depth: Self.depth(bytes), gamma: gamma)
    }
    #expect(got.count == bounds[0].count)
    let outside = got.indices.filter {
      Int(got[$0]) < Int(bounds[0][$0]) - 1 || Int(got[$0]) > Int(bounds[1][$0]) + 1
    }
    #expect(outside.isEmpty)
  }

  @Test(arguments: files.filter { name($0).hasPrefix("x") })
  func brokenFilesAreRefused(file: String) throws {
    let bytes = try TestFiles.bytes(file)
    #expect(throws: PictureError.self) { try PictureReader.read(bytes.span) }
  }

  @Test func nothingIsMissing() {
    #expect(Self.files.count == 176 - 1)
    #expect(Self.files.count(where: { Self.name($0).hasPrefix("x") }) == 14)
  }

  static func name(_ file: String) -> String { URL(filePath: file).lastPathComponent }

  static func depth(_ bytes: [UInt8]) -> Int { bytes[24] == 16 ? 65535 : 255 }

  /// The samples as 8-bit RGB over white.
  static func overWhite(_ samples: [Int], depth: Int, gamma: Double?) -> [UInt8] {
    var result: [UInt8] = []
    let exponent = gamma.map { abs($0 * 2.2 - 1) < 0.05 ? 1 : 1 / ($0 * 2.2) } ?? 1
    for pixel in stride(from: 0, to: samples.count, by: 4) {
      let alpha = (samples[pixel + 3] * 255 * 2 + depth) / (2 * depth)
      for channel in 0..<3 {
        let value = pow(Double(samples[pixel + channel]) / Double(depth), exponent)
        let encoded = Int((value * 255).rounded())
        result.append(UInt8((encoded * alpha + 255 * (255 - alpha) + 127) / 255))
      }
    }
    return result
  }
}
