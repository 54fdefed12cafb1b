import Analysis
import Foundation
import Testing

@Suite("The energy of each octave says how sharp pictures are")
struct SpectrumTests {
  /// cos(2 pi (v x / width + u y / height)) in every channel.
  private func wave(_ v: Int, _ u: Int, width: Int, height: Int, channels: Int) -> [Float] {
    (0..<width * height * channels).map { i in
      let (x, y) = (i / channels % width, i / channels / width)
      let turns = Double(v * x) / Double(width) + Double(u * y) / Double(height)
      return Float(0.5 + 0.4 * cos(2 * .pi * turns))
    }
  }

  private func spectrum(_ pixels: [Float], width: Int, height: Int, channels: Int) -> Spectrum {
    var spectrum = Spectrum(width: width, height: height, channels: channels)
    spectrum.add(pixels.span)
    return spectrum
  }

  /// The window spreads a wave over its neighbours, one to either side, which must not cross into the next octave.
  @Test(
    "a wave is found in its octave",
    arguments: [
      (6, 0, 2), (0, 6, 2), (12, 3, 3), (24, 0, 4), (0, 24, 4), (3, 24, 4), (20, 10, 4),
    ], [1, 3])
  func waves(_ wave: (v: Int, u: Int, octave: Int), _ channels: Int) {
    let pixels = self.wave(wave.v, wave.u, width: 64, height: 64, channels: channels)
    let found = spectrum(pixels, width: 64, height: 64, channels: channels).octaves
    #expect(found.count == 5)
    let share = found[wave.octave] / found.reduce(0, +)
    #expect(share > 0.99, "\(found)")
  }

  /// Parseval: of a window's sum of squares times half the squared amplitude, times the number of pixels; both
  /// signs of the frequency count.
  @Test("the energy is that of the wave under its window")
  func energy() {
    let n = 32
    let found = spectrum(
      wave(6, 0, width: n, height: n, channels: 1), width: n, height: n, channels: 1)
    let hann = (0..<n).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(n - 1)) }
    let squares = hann.reduce(0) { $0 + $1 * $1 }
    let across = (0..<n).reduce(0.0) { sum, x in
      sum + pow(hann[x] * 0.4 * cos(2 * .pi * 6 * Double(x) / Double(n)), 2)
    }
    let expected = Double(n * n) * squares * across
    #expect(abs(found.octaves.reduce(0, +) / expected - 1) < 1e-3)
  }

  @Test("columns that alternate are pairs across, rows pairs down, a slow wave neither")
  func pairs() {
    let (width, height) = (16, 8)
    let across = wave(8, 0, width: width, height: height, channels: 1)
    let down = wave(0, 4, width: width, height: height, channels: 1)
    let slow = wave(2, 1, width: width, height: height, channels: 1)
    // 0.4 times 16 a row, squared, in eight rows; 0.4 times 8 a column, squared, in sixteen.
    let first = spectrum(across, width: width, height: height, channels: 1).pairs
    #expect(abs(first[0] - 8 * pow(0.4 * 16, 2)) < 1e-3 && first[1] < 1e-6)
    let second = spectrum(down, width: width, height: height, channels: 1).pairs
    #expect(abs(second[1] - 16 * pow(0.4 * 8, 2)) < 1e-3 && second[0] < 1e-6)
    let third = spectrum(slow, width: width, height: height, channels: 1).pairs
    #expect(third.allSatisfy { $0 < 1e-6 })
  }

  @Test("only the middle of a large picture is looked at, and tiny ones have one octave")
  func sizes() {
    var wide = [Float](repeating: 0.5, count: 200 * 130)
    for y in 0..<130 { wide[y * 200] = 1 }
    #expect(
      spectrum(wide, width: 200, height: 130, channels: 1).octaves.allSatisfy { $0 < 1e-9 })
    #expect(spectrum([0, 1, 0, 1], width: 2, height: 2, channels: 1).octaves.count == 1)
  }
}

@Suite("Two sets of pictures lie among each other, or do not")
struct NeighbourhoodsTests {
  private func row(_ values: [Float]) -> [[Float]] { values.map { [$0] } }

  @Test("a set against itself is plausible and covered")
  func same() throws {
    let set = row([0, 1, 3, 6, 10, 15])
    let found = try #require(Neighbourhoods(real: set, drawn: set))
    #expect(found.precision == 1 && found.recall == 1)
  }

  @Test("drawing one kind of two is plausible and covers half")
  func half() throws {
    let real = row([0, 1, 2, 3, 4, 100, 101, 102, 103, 104])
    let found = try #require(Neighbourhoods(real: real, drawn: row([0.5, 1.5, 2.5, 3.5, 1])))
    #expect(found.precision == 1 && found.recall == 0.5)
  }

  /// The third nearest of 0, 1, 2, 3, 4 is 2 away in the middle and 3 or more at the ends.
  @Test("a neighbourhood ends at the third nearest")
  func reach() throws {
    let real = row([0, 1, 2, 3, 4])
    let drawn = row([7, 7.1, -3, -3.1, 50])
    let found = try #require(Neighbourhoods(real: real, drawn: drawn))
    // 7 is 3 from 4, and -3 is 3 from 0: just inside; the rest is outside.
    #expect(found.precision == 0.4)
  }

  @Test("too few give nothing")
  func few() {
    #expect(Neighbourhoods(real: row([1, 2, 3, 4]), drawn: row([1, 2, 3, 4, 5])) == nil)
  }

  @Test("a thumbnail has the mean of each cell")
  func thumbnails() {
    let pixels: [Float] = (0..<32 * 32).map { i in
      let (x, y) = (i % 32, i / 32)
      return Float(x / 2 + 16 * (y / 2))
    }
    let cells = Neighbourhoods.thumbnail(pixels.span, width: 32, height: 32, channels: 1)
    #expect(cells == (0..<256).map { Float($0) })
    let small: [Float] = [1, 2, 3, 4, 5, 6]
    #expect(Neighbourhoods.thumbnail(small.span, width: 2, height: 1, channels: 3) == small)
  }
}
