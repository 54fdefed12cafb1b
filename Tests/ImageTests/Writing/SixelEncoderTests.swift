import Testing

import Images

@Suite("Sixels")
struct SixelEncoderTests {
  /// What a terminal draws: colours by pixel, in percent of each.
  private static func drawn(_ sixels: [UInt8]) throws -> (width: Int, height: Int, [Int: [Int]]) {
    let text = String(decoding: sixels, as: UTF8.self)
    #expect(text.hasPrefix("\u{1B}P0;1q\"1;1;") && text.hasSuffix("\u{1B}\\"))
    var rest = text.dropFirst("\u{1B}P0;1q\"1;1;".count).dropLast(2)
    func number() -> Int {
      let digits = rest.prefix { $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return Int(digits) ?? -1
    }
    let width = number()
    rest = rest.dropFirst()
    let height = number()
    var colours: [Int: [Int]] = [:]
    var pixels: [Int: [Int]] = [:]
    var (x, top, colour) = (0, 0, 0)
    while let letter = rest.popFirst() {
      switch letter {
      case "#":
        colour = number()
        guard rest.first == ";" else { continue }
        var parts: [Int] = []
        while rest.first == ";" {
          rest = rest.dropFirst()
          parts.append(number())
        }
        #expect(parts[0] == 2)
        colours[colour] = Array(parts.dropFirst())
      case "$": x = 0
      case "-": (x, top) = (0, top + 6)
      default:
        let count = letter == "!" ? number() : 1
        let shown = letter == "!" ? rest.popFirst() : letter
        let bits = Int(try #require(shown?.asciiValue)) - 63
        #expect(0..<64 ~= bits)
        for column in x..<x + count {
          for row in 0..<6 where bits >> row & 1 == 1 {
            #expect(column < width && top + row < height)
            pixels[(top + row) * width + column] = colours[colour]
          }
        }
        x += count
      }
    }
    return (width, height, pixels)
  }

  @Test("of few colours, every pixel in its own", arguments: [(1, 1), (5, 6), (13, 7), (40, 23)])
  func exact(size: (Int, Int)) throws {
    let (width, height) = size
    let pixels = (0..<width * height).flatMap { pixel -> [UInt8] in
      let shade = UInt8(pixel / 5 % 20 * 12)
      return [shade, 255 - shade, pixel % width < 6 ? 0 : 200]
    }
    let picture = Picture(width: width, height: height, channels: 3, pixels: pixels)
    let drawn = try Self.drawn(SixelEncoder.encode(picture))
    #expect(drawn.width == width && drawn.height == height && drawn.2.count == width * height)
    for (pixel, percent) in drawn.2 {
      for channel in 0..<3 {
        let expected = Int((Double(pixels[3 * pixel + channel]) / 2.55).rounded())
        #expect(abs(percent[channel] - expected) <= 1)
      }
    }
  }
}
