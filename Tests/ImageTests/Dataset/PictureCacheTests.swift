import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads

@Suite("A cache holds what the files hold now")
struct PictureCacheTests {
  private let folder: TemporaryFolder
  private let team = Team(threads: 2)
  private let preparation = PicturePreparation(width: 8, height: 8)

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<10 { try put(testPicture(number), folder("set/\(number).png")) }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder("set/notes.txt")))
  }

  /// The cache, and how many files it had to decode.
  private func open(_ preparation: PicturePreparation? = nil) throws -> (PictureCache, Int) {
    var decoded = 0
    let cache = try PictureCache(
      folder("cache"), sources: [folder("set")], preparation ?? self.preparation, team: team
    ) { done, _ in decoded = done }
    return (cache, decoded)
  }

  /// What the pictures should be, decoded one by one.
  private func expectEveryPictureRight(_ cache: PictureCache) throws {
    for (number, name) in cache.names.enumerated() {
      var resizer = Resizer(cache.frame)
      let file = try WholeFile.read(name)
      let picture = resizer.fit(try PictureReader.read(file.span, for: cache.frame))
      #expect(try cache.bytes(number) == picture.pixels, "\(name)")
    }
  }

  @Test func picturesAreThoseOfTheFiles() throws {
    let (cache, decoded) = try open()
    #expect(decoded == 11 && cache.count == 10 && cache.frame.channels == 3)
    #expect(cache.names == (0..<10).map { folder("set/\($0).png") })
    #expect(cache.skipped.map(\.path) == [folder("set/notes.txt")])
    #expect(cache.skipped.first?.reason.isEmpty == false)
    try expectEveryPictureRight(cache)
  }

  @Test func eachFileIsHeardOf() throws {
    var heard: [Int] = []
    _ = try PictureCache(
      folder("cache"), sources: [folder("set")], preparation, team: team
    ) { done, count in
      #expect(count == 11)
      heard.append(done)
    }
    #expect(heard == Array(1...11))
  }

  #if os(Linux)
    @Test func namesThatUnicodeTakesForEqualAreTwoFiles() throws {
      try put(testPicture(20), folder("set/\u{FC}.png"))
      try put(testPicture(21), folder("set/u\u{308}.png"))
      #expect(try open().0.count == 12)
      try put(testPicture(22), folder("set/new.png"))
      let (cache, decoded) = try open()
      #expect(cache.count == 13 && decoded == 1)
      try expectEveryPictureRight(cache)
    }
  #endif

  @Test func onlyWhatChangedIsDecodedAgain() throws {
    let (first, _) = try open()
    #expect(try open().1 == 0)
    try put(testPicture(77), folder("set/3.png"))
    try put(testPicture(78), folder("set/35.png"))
    try Folder.removeFile(folder("set/7.png"))
    let (cache, decoded) = try open()
    #expect(decoded == 2)
    #expect(cache.names == [0, 1, 2, 3, 35, 4, 5, 6, 8, 9].map { folder("set/\($0).png") })
    #expect(cache.fingerprint != first.fingerprint)
    try expectEveryPictureRight(cache)
    // The one that is open still has the pictures it had.
    #expect(first.count == 10)
    #expect(try first.bytes(9) == cache.bytes(9))
  }

  @Test func anotherPreparationDecodesAnew() throws {
    _ = try open()
    let (cache, decoded) = try open(PicturePreparation(width: 8, height: 8, fit: .stretch))
    #expect(decoded == 11)
    try expectEveryPictureRight(cache)
  }

  @Test func greyIsFoundInThePixels() throws {
    for number in 0..<10 {
      let grey = testPicture(number, channels: 1)
      let asColour = Picture(
        width: grey.width, height: grey.height, channels: 3,
        pixels: grey.pixels.flatMap { [$0, $0, $0] })
      try put(number < 5 ? grey : asColour, folder("set/\(number).png"))
    }
    let (grey, _) = try open()
    #expect(grey.frame.channels == 1)
    try expectEveryPictureRight(grey)
    try put(testPicture(5), folder("set/4.png"))
    let (colour, decoded) = try open()
    #expect(decoded == 1 && colour.frame.channels == 3)
    try expectEveryPictureRight(colour)
    try put(testPicture(5, channels: 1), folder("set/4.png"))
    #expect(try open().0.frame.channels == 1)
    #expect(try open(PicturePreparation(width: 8, height: 8, channels: .rgb)).0.frame.channels == 3)
  }

  @Test func colourBecomesGreyOnRequest() throws {
    let (cache, _) = try open(PicturePreparation(width: 8, height: 8, channels: .grey))
    #expect(cache.frame.channels == 1)
    try expectEveryPictureRight(cache)
  }

  @Test func equalPicturesHaveEqualHashes() throws {
    try put(testPicture(2), folder("set/copy.png"))
    let (cache, _) = try open()
    #expect(Set(cache.hashes).count == 10 && cache.count == 11)
  }

  @Test func aDamagedCacheIsMadeAnew() throws {
    _ = try open()
    let bytes = try WholeFile.read(folder("cache"))
    for count in [0, 10, 4096, bytes.count - 1] {
      try Data(bytes[..<count]).write(to: URL(fileURLWithPath: folder("cache")))
      #expect(try open().1 == 11, "\(count) bytes")
    }
    for place in [0, 20, 30, 4096, 4096 + 10 * 192 - 1, bytes.count - 5] {
      var copy = bytes
      copy[place] ^= 4
      try Data(copy).write(to: URL(fileURLWithPath: folder("cache")))
      let (cache, decoded) = try open()
      #expect(decoded == 11, "byte \(place)")
      try expectEveryPictureRight(cache)
    }
  }

  @Test(arguments: [ChannelChoice.auto, .grey])
  func damagedGreyPixelsAreDecodedAnew(_ channels: ChannelChoice) throws {
    for number in 0..<10 { try put(testPicture(number, channels: 1), folder("set/\(number).png")) }
    let preparation = PicturePreparation(width: 8, height: 8, channels: channels)
    #expect(try open(preparation).0.frame.channels == 1)
    #expect(try open(preparation).1 == 0)
    var bytes = try WholeFile.read(folder("cache"))
    bytes[4096 + 7 * 64 + 13] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: folder("cache")))
    let (cache, decoded) = try open(preparation)
    #expect(decoded == 11)
    try expectEveryPictureRight(cache)
  }

  @Test func leftoversOfACrashGo() throws {
    let half = folder("cache.2147483000.\(AtomicFile.Leftover.removed.ending)")
    try WholeFile.write("half", to: half, replacing: false)
    _ = try open()
    #expect(folder.names == ["cache", "set"])
  }

  @Test func aStoppedBuildLeavesTheOldCache() throws {
    struct Stop: Error {}
    _ = try open()
    let bytes = try WholeFile.read(folder("cache"))
    try put(testPicture(77), folder("set/3.png"))
    #expect(throws: Stop.self) {
      try PictureCache(folder("cache"), sources: [folder("set")], preparation, team: team) { _, _ in
        throw Stop()
      }
    }
    #expect(try WholeFile.read(folder("cache")) == bytes)
    #expect(folder.names.filter { !AtomicFile.hasTemporaryName($0) } == ["cache", "set"])
  }
}
