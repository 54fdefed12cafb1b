import Foundation
import KernelContract
import KernelSelection
import TestSupport
import Testing

@Suite("Random numbers are Philox's, the same at every level, and as random as their names say")
struct RandomTests {
  /// The known answers published with the algorithm: (counter, key, words).
  @Test(
    arguments: [
      ([0, 0, 0, 0], 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], .max,
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt64], UInt64, [UInt64])])
  func knownAnswers(counter: [UInt64], key: UInt64, words: [UInt64]) {
    let lanes = counter.map { SIMD4(repeating: $0) }
    let block = Philox.Block(lanes[0], lanes[1], lanes[2], lanes[3]).encrypted(key: key).words
    for lane in 0..<4 {
      #expect([block.0[lane], block.1[lane], block.2[lane], block.3[lane]] == words)
    }
  }

  @Test func uniformNumbersAreTheTopBitsOfTheWords() {
    let key = RandomKey(seed: 7, stream: 3, step: 5, image: 11)
    let numbers = draw(key, 33) { $0.uniform($1, into: &$2) }
    for i in numbers.indices {
      let block = Philox.Block(
        SIMD4(repeating: UInt64(i / 4)), SIMD4(repeating: 11), SIMD4(repeating: 5),
        SIMD4(repeating: 3)
      ).encrypted(key: 7).words
      let word = [block.0[0], block.1[0], block.2[0], block.3[0]][i % 4]
      #expect(numbers[i] == Float(word >> 8) / Float(1 << 24))
    }
  }

  /// log and cos are rounded a few times each: 8 ulps of the radius, and 4 of 1 for the angle.
  @Test func normalNumbersAreBoxAndMullers() {
    let key = RandomKey(seed: 1, stream: 0, step: 0, image: 0)
    let uniform = draw(key, 10_000) { $0.uniform($1, into: &$2) }
    let normal = draw(key, 10_000) { $0.normal($1, into: &$2) }
    for i in stride(from: 0, to: uniform.count, by: 2) {
      let radius = (-2 * log(1 - Double(uniform[i]))).squareRoot()
      let angle = 2 * Double.pi * Double(uniform[i + 1])
      let tolerance = 12 * 0x1p-24 * radius
      #expect(abs(Double(normal[i]) - radius * cos(angle)) <= tolerance)
      #expect(abs(Double(normal[i + 1]) - radius * sin(angle)) <= tolerance)
    }
  }

  @Test(arguments: KernelSelection.available.map(\.name), [0, 1, 2, 3, 15, 16, 17, 31, 33, 1000])
  func bitsDependOnKeyAndIndexAlone(level: String, count: Int) throws {
    let kernels = try KernelSelection.choose(level)
    let key = RandomKey(seed: .max - 5, stream: 1, step: 2, image: 3)
    let all = draw(key, 1000) { $0.normal($1, into: &$2) }
    var some = GuardedFloats(count: count, .atEnd)
    var span = some.mutableSpan
    kernels.normal(key, into: &span)
    #expect(some.values.map(\.bitPattern) == all.prefix(count).map(\.bitPattern))
  }

  @Test(arguments: KernelSelection.available.map(\.name))
  func bitsAreThoseOfEveryMachine(level: String) throws {
    try expectNone(differencesOfRandomBits(KernelSelection.choose(level)))
  }

  /// Moments within five standard errors of a standard normal distribution's (0, 1, 0, 3 with
  /// variances 1, 2, 15, 96 over n), and the Kolmogorov-Smirnov distance below 1.95 / sqrt(n),
  /// which a right generator exceeds once in a thousand seeds; this seed is fixed.
  @Test func normalNumbersAreNormal() {
    let n = 200_000
    let numbers = draw(RandomKey(seed: 2, stream: 0, step: 9, image: 4), n) {
      $0.normal($1, into: &$2)
    }.map(Double.init)
    for (power, mean, variance) in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let moment = numbers.reduce(0) { $0 + pow($1, Double(power)) } / Double(n)
      let error = (Double(variance) / Double(n)).squareRoot()
      #expect(abs(moment - Double(mean)) < 5 * error, "moment \(power) is \(moment)")
    }
    let distance = numbers.sorted().enumerated().map { i, x in
      abs(0.5 * erfc(-x / 2.0.squareRoot()) - (Double(i) + 0.5) / Double(n))
    }.max()!
    #expect(distance < 1.95 / Double(n).squareRoot())
  }

  /// The correlation of independent numbers has the standard error 1 / sqrt(n).
  @Test(arguments: [
    RandomKey(seed: 1, stream: 0, step: 0, image: 0),
    RandomKey(seed: 0, stream: 1, step: 0, image: 0),
    RandomKey(seed: 0, stream: 0, step: 1, image: 0),
    RandomKey(seed: 0, stream: 0, step: 0, image: 1),
  ])
  func neighboursAreIndependent(key: RandomKey) {
    let n = 100_000
    let a = draw(RandomKey(seed: 0, stream: 0, step: 0, image: 0), n) { $0.normal($1, into: &$2) }
    let b = draw(key, n) { $0.normal($1, into: &$2) }
    let correlation = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } / Double(n)
    #expect(abs(correlation) < 5 / Double(n).squareRoot())
    let next = zip(a, a.dropFirst()).reduce(0) { $0 + Double($1.0) * Double($1.1) } / Double(n)
    #expect(abs(next) < 5 / Double(n).squareRoot())
  }

  private func draw(
    _ key: RandomKey, _ count: Int,
    _ fill: (any RandomKernels, RandomKey, inout MutableSpan<Float>) -> Void
  ) -> [Float] {
    var numbers = [Float](repeating: .nan, count: count)
    var span = numbers.mutableSpan
    fill(KernelSelection.available[0], key, &span)
    return numbers
  }
}
