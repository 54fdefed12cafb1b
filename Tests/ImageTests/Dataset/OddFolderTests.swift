import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads

/// What people and other programs leave in folders.
@Suite("Odd folders")
struct OddFolderTests {
  private let folder: TemporaryFolder
  private let team = Team(threads: 2)

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
  }

  private func open(
    _ progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> PictureCache {
    try PictureCache(
      folder("cache"), sources: [folder("set")], PicturePreparation(width: 8, height: 8),
      team: team, progress: progress)
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder("set/" + name)))
  }

  /// The reason that each file was skipped for, by name.
  private func reasons(_ cache: PictureCache) -> [String: String] {
    Dictionary(cache.skipped.map { (Path.name($0.path), $0.reason) }) { $1 }
  }

  @Test func whatIsNoFileIsNeverOpened() throws {
    try put(testPicture(1), folder("set/a.png"))
    #expect(unsafe mkfifo(folder("set/pipe.png"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/null.png"), withDestinationPath: "/dev/null")
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/endless.png"), withDestinationPath: "/dev/zero")
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/pipe2.png"), withDestinationPath: "pipe.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/nowhere.png"), withDestinationPath: "missing.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/itself.png"), withDestinationPath: "itself.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder("set/around"), withDestinationPath: "../set")
    let cache = try open()
    #expect(cache.names == [folder("set/a.png")])
    let reasons = reasons(cache)
    for name in ["pipe.png", "null.png", "endless.png", "pipe2.png"] {
      #expect(reasons[name] == "it is not a file", "\(name)")
    }
    #expect(reasons["nowhere.png"]?.contains("No such file") == true)
    #expect(reasons["itself.png"]?.contains("symbolic links") == true)
    #expect(reasons.count == 6)
  }

  /// A pipe that nobody writes to, named by the user, or put where a file was.
  @Test func aPipeDoesNotHang() throws {
    #expect(unsafe mkfifo(folder("pipe.png"), 0o600) == 0)
    #expect(try FolderWalk([folder("pipe.png")]).files.isEmpty)
    #expect(throws: FileError.notAFile(path: folder("pipe.png"))) {
      try WholeFile.read(folder("pipe.png"))
    }
  }

  /// Three gigabytes that take no room on most disks, and are never read.
  @Test func aFilmIsKnownByItsBeginning() throws {
    for (name, beginning) in [("film.mp4", "ftypisom"), ("book.tif", "II*\0")] {
      try write(Array(beginning.utf8), name)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("set/" + name)))
      try handle.truncate(atOffset: 3 << 30)
    }
    let reasons = reasons(try open())
    #expect(reasons["film.mp4"] == PictureError.unknownFormat.description)
    #expect(reasons["book.tif"] == PictureError.otherFormat("TIFF").description)
  }

  @Test func contentsCountAndNotNames() throws {
    try write(try JPEGEncoder.encode(testPicture(1)), "jpeg.png")
    try write(try PNGEncoder.encode(testPicture(2)), "png.jpg")
    try write(try PNGEncoder.encode(testPicture(3)), "no extension")
    try write([], "empty.png")
    try write(Array("GIF89a".utf8) + [UInt8](repeating: 0, count: 99), "gif.png")
    try write(Array("text".utf8), ".hidden.png")
    let cache = try open()
    #expect(cache.names.map(Path.name) == ["jpeg.png", "no extension", "png.jpg"])
    let reasons = reasons(cache)
    #expect(reasons["empty.png"] == "the file is empty")
    #expect(reasons["gif.png"]?.contains("GIF") == true && reasons.count == 2)
  }

  @Test func namesMayHoldAnything() throws {
    for name in ["two\nlines.png", "a\tb.png", "gesicht ä 顔.png", "-rf", "'\"\\.png", "\u{1B}[31m"]
    {
      try put(testPicture(name.utf8.count), folder("set/" + name))
    }
    try put(testPicture(9), folder("set/odd.png"))
    // Latin-1 for "ä": bytes that are no UTF-8.
    let odd = Array((folder("set") + "/").utf8) + [0xE4, 0x2E, 0x70, 0x6E, 0x67, 0]
    let isRenamed = unsafe odd.withUnsafeBufferPointer {
      unsafe $0.withMemoryRebound(to: CChar.self) {
        unsafe rename(folder("set/odd.png"), $0.baseAddress!)
      }
    }
    try #require(isRenamed == 0)
    let cache = try open()
    #expect(cache.count == 6)
    #expect(cache.skipped.map(\.reason) == ["its name is not UTF-8; rename it"])
  }

  @Test func namesAreShownOnOneLine() {
    let file = SkippedFile(path: "a\nb\tc\u{1B}[31m", reason: "cannot open a\nb")
    #expect(file.row == "a\\nb\\tc\\u{1b}[31m\tcannot open a\\nb\n")
    #expect(file.note == "a\\nb\\tc\\u{1b}[31m skipped: cannot open a\\nb")
    #expect("gesicht ä 顔 'x' \\".printable == "gesicht ä 顔 'x' \\")
    #expect("gnp.\u{202E}a\u{2028}\u{85}".printable == "gnp.\\u{202e}a\\u{2028}\\u{85}")
  }

  @Test func aFolderMayVanishMeanwhile() throws {
    for number in 0..<40 { try put(testPicture(number), folder("set/\(number).png")) }
    let cache = try open { done, _ in
      if done < 40 { try? FileManager.default.removeItem(atPath: folder("set")) }
    }
    #expect(cache.count >= 16 && cache.count < 40 && cache.count + cache.skipped.count == 40)
    #expect(cache.skipped.allSatisfy { $0.reason.contains("No such file") })
    #expect(throws: FileError.self) { try open() }
  }

  /// A file that could not be read is looked at again, though it is the same as before.
  @Test func whatWasAwayForAMomentIsTakenNextTime() throws {
    for number in 0..<40 { try put(testPicture(number), folder("set/\(number).png")) }
    let away = folder("away")
    let cache = try open { done, _ in
      if done < 40 { _ = unsafe rename(folder("set/9.png"), away) }
    }
    #expect(cache.skipped.map(\.path) == [folder("set/9.png")])
    #expect(unsafe rename(away, folder("set/9.png")) == 0)
    let again = try open()
    #expect(again.count == 40 && again.skipped.isEmpty)
  }

  /// An open cache goes on with the pictures it was made of.
  @Test func picturesMayBeReplacedDuringTraining() throws {
    for number in 0..<4 { try put(testPicture(number), folder("set/\(number).png")) }
    let cache = try open()
    let before = try (0..<4).map(cache.bytes)
    for number in 0..<4 { try put(testPicture(number + 50), folder("set/\(number).png")) }
    let newer = try open()
    #expect(try (0..<4).map(cache.bytes) == before)
    #expect(try (0..<4).map(newer.bytes) != before)
  }

  @Test(arguments: Frame.Fit.allCases)
  func oddSizesBecomeTheSize(fit: Frame.Fit) throws {
    for (width, height) in [(1, 1), (65_500, 1), (1, 65_500), (2, 3), (3000, 2), (500, 400)] {
      let picture = Picture(
        width: width, height: height, channels: 3,
        pixels: [UInt8](repeating: 99, count: width * height * 3))
      try write(try PNGEncoder.encode(picture), "\(width)x\(height).png")
      try write(try JPEGEncoder.encode(picture), "\(width)x\(height).jpg")
    }
    let cache = try PictureCache(
      folder("cache"), sources: [folder("set")],
      PicturePreparation(width: 8, height: 8, fit: fit, channels: .rgb), team: team)
    #expect(cache.count == 12 && cache.skipped.isEmpty)
    for number in 0..<12 {
      // One colour, and around a whole picture the white background.
      let colours = Set(try cache.bytes(number))
      #expect(colours == [99] || fit == .whole && colours == [99, 255], "\(cache.names[number])")
    }
  }
}
