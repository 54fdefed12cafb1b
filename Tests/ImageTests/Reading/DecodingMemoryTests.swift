import Foundation
import Images
import Synchronization
import Testing
import Threads

@Suite("Memory for decoding is shared by all threads")
struct DecodingMemoryTests {
  @Test("no more is taken at a time than there is, and everybody is served")
  func limit() {
    let memory = DecodingMemory(limit: 100)
    let taken = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    let calls = Atomic<Int>(0)
    Team(threads: 8).run(units: 400) { unit in
      // One in ten wants more than there is, and so all of it.
      let bytes = unit % 10 == 0 ? 1000 : 1 + unit % 60
      memory.take(bytes) {
        let now = taken.add(min(bytes, 100), ordering: .relaxed).newValue
        most.max(now, ordering: .relaxed)
        calls.add(1, ordering: .relaxed)
        if unit % 7 == 0 { usleep(100) }
        taken.subtract(min(bytes, 100), ordering: .relaxed)
      }
    }
    #expect(calls.load(ordering: .relaxed) == 400)
    #expect(most.load(ordering: .relaxed) <= 100)
  }

  @Test("what is thrown gives the memory back")
  func failure() {
    struct Broken: Error {}
    let memory = DecodingMemory(limit: 10)
    for _ in 0..<5 {
      #expect(throws: Broken.self) { try memory.take(10) { throw Broken() } }
    }
    #expect(memory.take(10) { 7 } == 7)
  }

  /// Eight threads with a picture each that takes 300 MB alone.
  @Test func largePicturesAreNotDecodedAllAtOnce() async {
    await #expect(processExitsWith: .success) {
      let side = 10_000
      let header = PNGMaker.bigEndian(side) + PNGMaker.bigEndian(side) + [8, 2, 0, 0, 0]
      let rows = PNGMaker.zeros(side * (1 + 3 * side))
      let file =
        PNGMaker.signature + PNGMaker.chunk("IHDR", header) + PNGMaker.chunk("IDAT", rows)
        + PNGMaker.chunk("IEND", [])
      let read = Atomic<Int>(0)
      Team(threads: 8).run(units: 8) { _ in
        let frame = Frame(width: 16, height: 16, channels: 3)
        var resizer = Resizer(frame)
        if (try? resizer.read(file.span, ReadingOptions())) != nil {
          read.add(1, ordering: .relaxed)
        }
      }
      var usage = rusage()
      unsafe getrusage(0, &usage)
      precondition(read.load(ordering: .relaxed) == 8, "not all of them were read")
      precondition(usage.ru_maxrss < 1300 << 10, "\(usage.ru_maxrss) kB were taken")
    }
  }

  // MARK: - Too many pixels

  private func jpeg(_ width: Int, _ height: Int) throws -> [UInt8] {
    let pixels = (0..<width * height).map { UInt8($0 % width / 2 + $0 / width / 2) }
    return try JPEGEncoder.encode(
      Picture(width: width, height: height, channels: 1, pixels: pixels))
  }

  @Test(
    "a JPEG above the limit is read smaller",
    arguments: [
      (20_000, 1), (19_999, 2), (5000, 2), (4999, 4), (1250, 4), (1249, 8), (325, 8), (324, 0),
    ])
  func aboveTheLimit(maxPixels: Int, reduction: Int) throws {
    let (width, height) = (200, 100)
    let file = try jpeg(width, height)
    var options = ReadingOptions()
    options.maxPixels = maxPixels
    guard reduction > 0 else {
      let refusal = PictureError.tooManyPixels(width: width, height: height, limit: maxPixels)
      #expect(throws: refusal) { try PictureReader.read(file.span, options) }
      return
    }
    let picture = try PictureReader.read(file.span, options)
    #expect(picture.width == (width + reduction - 1) / reduction)
    #expect(picture.height == (height + reduction - 1) / reduction)
    var resizer = Resizer(Frame(width: 10, height: 5, channels: 1))
    let whole = resizer.fit(try PictureReader.read(file.span))
    #expect((difference(whole, resizer.fit(picture)) ?? 255) <= 3)
  }

  /// Its decoder keeps all of it, whatever comes out.
  @Test func aProgressiveJPEGAboveTheLimitIsRefused() throws {
    let file = try TestFiles.bytes(TestFiles.fixtures + "/progressive.jpg")
    let facts = try PictureReader.facts(of: file.span)
    var options = ReadingOptions()
    options.maxPixels = facts.width * facts.height - 1
    let frame = Frame(width: 1, height: 1, channels: 3)
    #expect(throws: PictureError.self) { try PictureReader.read(file.span, options, for: frame) }
    options.maxPixels += 1
    #expect(throws: Never.self) { try PictureReader.read(file.span, options, for: frame) }
  }
}
