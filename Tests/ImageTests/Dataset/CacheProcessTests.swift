import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads

@Suite("Processes that build one cache at once")
struct CacheProcessTests {
  private static let preparation = PicturePreparation(width: 8, height: 8)

  @Test func allEndWithTheRightCache() async throws {
    let folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<60 { try put(testPicture(number), folder("set/\(number).png")) }
    let path = folder.path
    async let first: Void = Self.buildInAnotherProcess(path)
    async let second: Void = Self.buildInAnotherProcess(path)
    async let third: Void = Self.buildInAnotherProcess(path)
    _ = await (first, second, third)
    #expect(folder.names == ["cache", "set"])
    // It is current, and holds what one process alone makes.
    var decoded = 0
    let cache = try PictureCache(
      folder("cache"), sources: [folder("set")], Self.preparation, team: Team(threads: 1)
    ) { done, _ in decoded = done }
    #expect(decoded == 0 && cache.count == 60)
    _ = try PictureCache(
      folder("alone"), sources: [folder("set")], Self.preparation, team: Team(threads: 1))
    #expect(try WholeFile.read(folder("cache")) == WholeFile.read(folder("alone")))
  }

  private static func buildInAnotherProcess(_ folder: String) async {
    await #expect(processExitsWith: .success) { [folder] in
      try CacheProcessTests.build(folder)
    }
  }

  /// Builds the cache five times from nothing and looks at every picture.
  fileprivate static func build(_ folder: String) throws {
    let team = Team(threads: 2)
    for _ in 0..<5 {
      try Folder.removeFile(folder + "/cache")
      let cache = try PictureCache(
        folder + "/cache", sources: [folder + "/set"], preparation, team: team)
      precondition(cache.count == 60 && cache.skipped.isEmpty)
      for (number, name) in cache.names.enumerated() {
        var resizer = Resizer(cache.frame)
        let file = try WholeFile.read(name)
        let picture = resizer.fit(try PictureReader.read(file.span, for: cache.frame))
        let bytes = try cache.bytes(number)
        precondition(bytes == picture.pixels, "\(name)")
      }
    }
  }
}
