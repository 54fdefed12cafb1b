import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads

@Suite("A cache with a right checksum over numbers that no cache has is made anew")
struct CraftedCacheTests {
  private let folder: TemporaryFolder
  private let preparation = PicturePreparation(width: 8, height: 8)
  private let whole: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<4 { try put(testPicture(number), folder("set/\(number).png")) }
    _ = try PictureCache(
      folder("cache"), sources: [folder("set")], preparation, team: Team(threads: 1))
    whole = try WholeFile.read(folder("cache"))
  }

  private static let nonsense = [Int.min, -1, 0, 1, 5, 1 << 31, 1 << 40, 1 << 62, .max - 4, .max]

  /// Where in the file its head says that the index starts, how long it is, and what its checksum is.
  private static let (start, length, sum) = (16, 24, 32)

  private func word(_ bytes: [UInt8], at place: Int) -> Int {
    (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  private func set(_ word: Int, _ bytes: inout [UInt8], at place: Int) {
    for i in 0..<8 { bytes[place + i] = UInt8(truncatingIfNeeded: word >> (8 * i)) }
  }

  /// Opens a cache of these bytes, once their checksum is set right.
  private func expectMadeAnew(_ crafted: [UInt8], _ comment: Comment) throws {
    var bytes = crafted
    var crc = CRC32()
    crc.update(bytes.span.extracting(Self.start..<Self.sum))
    crc.update(bytes.span.extracting(word(whole, at: Self.start)..<bytes.count))
    set(Int(crc.value), &bytes, at: Self.sum)
    try Data(bytes).write(to: URL(filePath: folder("cache")))
    var decoded = 0
    let cache = try PictureCache(
      folder("cache"), sources: [folder("set")], preparation, team: Team(threads: 1)
    ) { done, _ in decoded = done }
    #expect(decoded == 4 && cache.count == 4 && cache.frame.width == 8, comment)
    #expect(try WholeFile.read(folder("cache")) == whole, comment)
  }

  @Test func whereTheIndexIs() throws {
    for place in [Self.start, Self.length] {
      for number in Self.nonsense {
        var bytes = whole
        set(number, &bytes, at: place)
        try expectMadeAnew(bytes, "\(number) at \(place)")
      }
    }
  }

  /// The key's length, the width, height and channels, the number of files, the first path's length.
  @Test(arguments: 0..<6)
  func whatTheIndexBeginsWith(_ field: Int) throws {
    let index = word(whole, at: Self.start)
    let place = index + 8 * field + (field == 0 ? 0 : word(whole, at: index))
    for number in Self.nonsense where !(field == 3 && number == 1) {
      var bytes = whole
      set(number, &bytes, at: place)
      try expectMadeAnew(bytes, "\(number) in field \(field)")
    }
  }

  @Test func anIndexOfMoreBytesThanAnyMemory() throws {
    var bytes = Array(whole[..<word(whole, at: Self.start)])
    set(1 << 42 - bytes.count, &bytes, at: Self.length)
    try Data(bytes).write(to: URL(filePath: folder("cache")))
    let file = try FileHandle(forWritingTo: URL(filePath: folder("cache")))
    // Not every file system has holes of that size.
    guard (try? file.truncate(atOffset: 1 << 42)) != nil else { return }
    let cache = try PictureCache(
      folder("cache"), sources: [folder("set")], preparation, team: Team(threads: 1))
    #expect(cache.count == 4)
  }
}
