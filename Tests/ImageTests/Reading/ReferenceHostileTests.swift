import Foundation
import Images
import TestSupport
import Testing

/// Files that crashed, hung or exhausted other decoders.
@Suite("Hostile files of the reference folder", .enabled(if: TestFiles.hasReference))
struct ReferenceHostileTests {
  static let files =
    TestFiles.all(in: TestFiles.reference("data/hostile"))
    + TestFiles.all(in: TestFiles.reference("data/conformance/libpng-contrib"))

  /// Small files of at most 20 million pixels: a second would be far too much for any of them.
  @Test(arguments: files)
  func anErrorOrAPictureWithinASecond(file: String) throws {
    let bytes = try TestFiles.bytes(file)
    var options = ReadingOptions()
    options.maxPixels = 20_000_000
    for accept in [false, true] {
      options.acceptTruncated = accept
      var resizer = Resizer(Frame(width: 16, height: 16, channels: 3))
      let time = secondsOfThisThread {
        if let picture = try? PictureReader.read(bytes.span, options) {
          _ = resizer.fit(picture)
        }
      }
      #expect(time < 1)
    }
  }
}
