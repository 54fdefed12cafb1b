import Files
import Foundation
import Images
import SamplePictures
import Testing

@Suite("The sample pictures are those that the generator makes")
struct SamplePicturesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "SampleImages").path
  private let count = 1000

  @Test func theFolderHoldsTheTableAndItsPictures() throws {
    let table = try WholeFile.read(Path.join(Self.folder, SamplePictures.tableName))
    #expect(String(decoding: table, as: UTF8.self) == SamplePictures.table(count: count, seed: 0))
    let names = (0..<count).map(SamplePictures.name) + [SamplePictures.tableName]
    #expect(try Folder.names(in: Self.folder) == names.sorted())
    let bytes = try names.reduce(0) { try $0 + WholeFile.read(Path.join(Self.folder, $1)).count }
    #expect(bytes < 6_000_000)
  }

  /// Mathematical libraries may differ in the last bit, which can move a value by one level; and
  /// a level can move a JPEG's coefficient by a step.
  @Test func everyPictureIsAsDrawn() throws {
    for index in 0..<count {
      let name = SamplePictures.name(index: index)
      let stored = try WholeFile.read(Path.join(Self.folder, name))
      let drawn = try SamplePictures.file(index: index, seed: 0)
      if stored == drawn { continue }
      let (a, b) = try (PictureReader.read(stored.span), PictureReader.read(drawn.span))
      try #require(a.width == b.width && a.height == b.height && a.channels == b.channels)
      let differences = zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }
      #expect(differences.max() ?? 0 <= (name.hasSuffix(".png") ? 1 : 24), "\(name)")
    }
  }

  @Test(arguments: 1...8)
  func turnedPicturesAreReadUpright(orientation: Int) throws {
    let index = 40 + orientation
    #expect(SamplePictures.name(index: index).contains("-orientation-\(orientation)"))
    let file = try SamplePictures.file(index: index, seed: 0)
    #expect(try PictureReader.facts(of: file.span).orientation.rawValue == orientation)
    let read = try PictureReader.read(file.span)
    let face = Face(seed: 0, index: index).picture(width: read.width, height: read.height)
    // JPEG at this quality costs about 2 levels; a face that is turned wrongly differs by 20.
    let sum = zip(read.pixels, face.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    let mean = Double(sum) / Double(face.pixels.count)
    #expect(mean < 5, "orientation \(orientation): \(mean) levels")
  }

  @Test func generatingAgainReplaces() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "samples-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for seed: UInt64 in [1, 2] {
      try SamplePictures.generate(into: folder, count: 3, seed: seed)
      #expect(try Folder.names(in: folder).count == 4)
      let first = try WholeFile.read(Path.join(folder, SamplePictures.name(index: 0)))
      #expect(first == (try SamplePictures.file(index: 0, seed: seed)))
    }
  }
}
