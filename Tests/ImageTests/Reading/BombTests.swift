import Foundation
import Images
import Testing

@Suite("Bombs")
struct BombTests {
  /// Each in a process of its own, whose memory and standard error are this file's alone. The time is
  /// that of a machine ten times as slow as any; the memory is for libraries, not for what is unpacked.
  @Test(arguments: Bomb.allCases)
  func takesLittleTimeAndMemoryAndPrintsNothing(bomb: Bomb) async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
    ) { [bomb] in
      let file = bomb.file
      precondition(file.count > 60 && file.count < 1 << 23, "\(bomb) is of no use")
      let before = peakMemory()
      for accept in [false, true] {
        var options = ReadingOptions()
        options.acceptTruncated = accept
        let frame = Frame(width: 16, height: 16, channels: 3)
        let time = secondsOfThisThread {
          guard let picture = try? PictureReader.read(file.span, options, for: frame) else {
            return
          }
          var resizer = Resizer(frame)
          _ = resizer.fit(picture)
        }
        precondition(time < 2, "\(bomb) took \(time) s")
      }
      let taken = peakMemory() - before
      precondition(taken < bomb.memory, "\(bomb) took \(taken) bytes")
    }
    #expect(result?.standardErrorContent == [] && result?.standardOutputContent == [])
  }

  /// The bomb itself works: what it holds unpacks to what it says.
  @Test func zerosUnpack() throws {
    let rows = 4 * (1 + 1000)
    let header = PNGMaker.bigEndian(1000) + PNGMaker.bigEndian(4) + [8, 0, 0, 0, 0]
    let stream = PNGMaker.zeros(rows)
    #expect(stream.count < 100)
    let file =
      PNGMaker.signature + PNGMaker.chunk("IHDR", header) + PNGMaker.chunk("IDAT", stream)
      + PNGMaker.chunk("IEND", [])
    #expect(
      try PictureReader.read(file.span)
        == Picture(width: 1000, height: 4, channels: 1, pixels: [UInt8](repeating: 0, count: 4000)))
  }
}

extension Bomb {
  /// How much it may take, in bytes. A truncated picture of 10,000 x 10,000 that is accepted is there
  /// in full: 4 bytes a pixel, or 3 and the coefficients of a progressive file.
  fileprivate var memory: Int {
    switch self {
    case .largePNG: 500 << 20
    case .largeJPEG: 1200 << 20
    default: 32 << 20
    }
  }
}

/// The most memory that this process has had, in bytes.
private func peakMemory() -> Int {
  var usage = rusage()
  // RUSAGE_SELF, whose type differs between systems.
  unsafe getrusage(0, &usage)
  return Int(usage.ru_maxrss) * 1024
}
