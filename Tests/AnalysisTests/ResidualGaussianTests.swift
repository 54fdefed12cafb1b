import Analysis
import Foundation
import TestSupport
import Testing

@Suite("A Gaussian of differences knows how fine they are")
struct ResidualGaussianTests {
  /// Normal numbers of deviation 0.1.
  private func noise(_ count: Int, _ random: inout RepeatableNumbers) -> [Float] {
    (0..<count).map { _ in
      // Twelve uniform numbers have a variance of one.
      0.1 * (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &random) }
    }
  }

  @Test("its transform keeps lengths and angles", arguments: [(4, 4, 1), (6, 5, 3), (1, 7, 3)])
  func orthonormal(width: Int, height: Int, channels: Int) {
    let gaussian = ResidualGaussian(width: width, height: height, channels: channels)
    let count = width * height * channels
    let rows = (0..<count).map { place in
      let one = (0..<count).map { $0 == place ? Float(1) : 0 }
      return gaussian.transformed(one.span)
    }
    for i in 0..<count {
      for j in 0...i {
        let product = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-12, "\(i), \(j)")
      }
    }
    // A constant is the first coefficient's alone, of the first colour axis.
    let flat = gaussian.transformed([Float](repeating: 0.5, count: count).span)
    #expect(abs(flat[0] - 0.5 * Double(count).squareRoot()) < 1e-12)
    #expect(flat.dropFirst().allSatisfy { abs($0) < 1e-12 })
  }

  /// White noise of deviation s has d/2 (log 2 pi s^2 + 1) nats whatever the shape, but for what the widths are off,
  /// which were estimated: half a nat and a little for each.
  @Test func noiseIsNoise() throws {
    var random = RepeatableNumbers(seed: 3)
    var gaussian = ResidualGaussian(width: 16, height: 16, channels: 3)
    #expect(gaussian.nats(.white) == nil)
    for _ in 0..<200 { gaussian.add(noise(768, &random).span) }
    let wanted = 768 / 2 * (log(2 * Double.pi * 0.01) + 1)
    // The mean of 200 sums of 768 squares is off by sqrt(768 / 2 / 200), three times that is 4.2.
    for shape in [ResidualGaussian.Shape.white, .structured, .structuredAroundMean] {
      let nats = try #require(gaussian.nats(shape))
      #expect(
        abs(nats - wanted) < 4.2 + (shape == .structuredAroundMean ? 768 / 100 : 0), "\(shape)")
    }
  }

  /// Differences of wide areas are cheaper by how much of their energy lies in few frequencies, and a mean that all
  /// pictures share costs nothing.
  @Test func structureIsWorthWhatItSays() throws {
    var random = RepeatableNumbers(seed: 4)
    var gaussian = ResidualGaussian(width: 8, height: 8, channels: 1)
    let mean = (0..<64).map { Float($0 % 7) / 7 }
    var around = gaussian
    for _ in 0..<300 {
      let fine = noise(64, &random)
      let coarse = 10 * noise(1, &random)[0]
      let values = fine.map { $0 + coarse }
      gaussian.add(values.span)
      let shown = zip(values, mean).map { $0 + $1 }
      around.add(shown.span)
    }
    let (white, structured) = try (
      #require(gaussian.nats(.white)), #require(gaussian.nats(.structured))
    )
    // Of variance 64 + 0.01 in the first coefficient, 0.01 in 63: 64.63 / 64 together.
    let wanted = (64 * log(64.63 / 64) - log(64.01) - 63 * log(0.01)) / 2
    #expect(abs(white - structured - wanted) < 6, "\(white - structured) for \(wanted)")
    let without = try #require(around.nats(.structuredAroundMean))
    #expect(abs(without - structured) < 2)
    #expect(try #require(around.nats(.structured)) > structured + 10)
  }
}
