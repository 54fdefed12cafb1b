import Foundation
import Images
import TestSupport
import Testing

import Commands

@Suite("Pictures in a terminal")
struct GraphicsTests {
  @Test("what a terminal answers says how it shows pictures")
  func answers() {
    let kitty = "\u{1B}_Gi=1;OK\u{1B}\\\u{1B}[?62;c"
    let refuses = "\u{1B}_Gi=1;ENOTSUPPORTED:no\u{1B}\\\u{1B}[?62;22c"
    let known: [(String, TerminalGraphics)] = [
      (kitty, .kitty), (refuses, .halfBlocks), ("\u{1B}[?62;4;22c", .sixel),
      ("\u{1B}[?64;1;2;4c", .sixel), ("\u{1B}[?6c", .halfBlocks), ("\u{1B}[?4c", .halfBlocks),
      ("\u{1B}[?62;14;44c", .halfBlocks), ("", .halfBlocks), ("typed meanwhile", .halfBlocks),
    ]
    for (answer, graphics) in known { #expect(TerminalGraphics(answer: answer) == graphics) }
  }

  @Test(
    "for kitty, the file comes whole in parts of at most 4096 letters", arguments: [1, 3072, 9999])
  func kitty(count: Int) throws {
    let file = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let text = String(decoding: KittyPicture.letters(file), as: UTF8.self)
    #expect(text.hasSuffix("\u{1B}\\\n"))
    let parts = text.dropLast().components(separatedBy: "\u{1B}\\").dropLast()
    var data = ""
    for (number, part) in parts.enumerated() {
      let pieces = part.split(separator: ";", maxSplits: 1)
      let more = number < parts.count - 1 ? "m=1" : "m=0"
      #expect(pieces[0] == (number == 0 ? "\u{1B}_Ga=T,f=100,q=2,\(more)" : "\u{1B}_G\(more)"))
      #expect(pieces[1].count <= 4096)
      data += pieces[1]
    }
    #expect(Data(base64Encoded: data) == Data(file))
  }

  @Test("half blocks: two rows a line, the upper in front of the lower, reset at the end")
  func halfBlocks() {
    let picture = Picture(
      width: 2, height: 2, channels: 3, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    let text = String(decoding: HalfBlocks.letters(picture, columns: 80), as: UTF8.self)
    #expect(
      text
        == "\u{1B}[38;2;1;2;3;48;2;7;8;9m▀\u{1B}[38;2;4;5;6;48;2;10;11;12m▀\u{1B}[0m\n")
    let wide = Picture(
      width: 90, height: 40, channels: 1, pixels: [UInt8](repeating: 7, count: 3600))
    let lines = String(decoding: HalfBlocks.letters(wide, columns: 30), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.allSatisfy { $0.count(where: { $0 == "▀" }) == 30 })
  }

  @Test("--preview shows samples at the end, and is refused where nobody would see them")
  func preview() throws {
    let folder = try TemporaryFolder()
    #expect(try Binary.run(["draw-samples", "faces", "-n", "24"], in: folder.path).code == 0)
    let train = [
      "train", "faces", "--size", "16", "--preset", "small", "--steps", "20", "--preview",
    ]
    let refused = try Binary.run(train, in: folder.path)
    #expect(refused.code == 64)
    #expect(refused.messages.contains("--preview shows pictures in a terminal"))
    for other in ["--quiet", "--dry-run"] {
      #expect(try TerminalShow(train + [other], in: folder.path).code == 64)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/faces-vae"))
    let shown = try TerminalShow(train, in: folder.path, columns: 40)
    #expect(shown.code == 0)
    let lines = shown.written.split(whereSeparator: \.isNewline).filter { $0.contains("▀") }
    #expect(!lines.isEmpty)
    #expect(lines.allSatisfy { $0.count(where: { $0 == "▀" }) == 39 }, "\(lines.map(\.count))")
  }
}

@Suite("A line of bars")
struct SparklineTests {
  private func text(_ numbers: some Sequence<Double>) -> String {
    var line = Sparkline()
    for number in numbers { line.add(number) }
    return line.text
  }

  @Test("from the least to the most, by roots")
  func heights() {
    // Roots of 1, 1/4, 1/49 and 0, of seven.
    #expect(text([149, 112.25, 101, 100]) == "█▅▂▁")
    #expect(text([1, 1, 1]).isEmpty)
    #expect(text([.nan, 2, .infinity, 3]) == "▁█")
  }

  @Test("however many numbers there are, 8 to 16 bars, of means over equal spans")
  func spans() {
    for count in 17..<400 {
      #expect((8...16).contains(text((0..<count).map(Double.init)).count), "\(count)")
    }
    // 32 numbers, the first half high: as many bars of either.
    #expect(text((0..<32).map { $0 < 16 ? 1 : 0 }) == "████████▁▁▁▁▁▁▁▁")
  }
}
