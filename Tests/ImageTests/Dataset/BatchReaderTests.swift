import Files
import Images
import TestSupport
import Testing
import Threads

@Suite("A permutation is a pure function that deals fairly")
struct PermutationTests {
  @Test(arguments: [1, 2, 3, 10, 1000])
  func everyNumberOnce(count: Int) {
    for epoch in 0..<5 {
      let permutation = Permutation(count: count, seed: 7, epoch: epoch)
      #expect((0..<count).map { permutation[$0] }.sorted() == Array(0..<count))
    }
  }

  @Test func seedsAndEpochsDiffer() {
    let order = { (seed: UInt64, epoch: Int) in
      let permutation = Permutation(count: 100, seed: seed, epoch: epoch)
      return (0..<100).map { permutation[$0] }
    }
    #expect(order(1, 2) == order(1, 2))
    #expect(Set([order(0, 0), order(0, 1), order(1, 0), order(1, 1), order(2, 0)]).count == 5)
  }

  /// Each of 24 orders of four is as likely as another. Chi-squared with 23 degrees of freedom is
  /// above 60 once in 30,000; seeds are fixed, so the test does not change its mind.
  @Test func allOrdersAreEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    let epochs = 24_000
    for epoch in 0..<epochs {
      let permutation = Permutation(count: 4, seed: 3, epoch: epoch)
      counts[(0..<4).map { permutation[$0] }, default: 0] += 1
    }
    let expected = Double(epochs) / 24
    let chi = counts.values.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(counts.count == 24 && chi < 60, "chi-squared \(chi)")
  }
}

@Suite("Batches are a pure function of seed and number")
struct BatchReaderTests {
  private let folder: TemporaryFolder
  private let cache: PictureCache

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("set"))
    for number in 0..<7 {
      try put(testPicture(number, width: 8, height: 8), folder("set/\(number).png"))
    }
    cache = try PictureCache(
      folder("cache"), sources: [folder("set")], PicturePreparation(width: 8, height: 8),
      team: Team(threads: 1))
  }

  private func batches(
    _ numbers: Range<Int>, seed: UInt64 = 5, flips: Bool = false, pictures: [Int]? = nil
  ) throws -> [[Float]] {
    let reader = try BatchReader(
      cache, pictures: pictures ?? Array(0..<7), size: 3, seed: seed, flips: flips,
      first: numbers.lowerBound)
    return try numbers.map { _ in
      let shared = try reader.next()
      return (0..<shared.count).map { shared.span[$0] }
    }
  }

  private func floats(_ number: Int, mirrored: Bool = false) throws -> [Float] {
    let bytes = try cache.bytes(number)
    return bytes.indices.map { i in
      let (row, x, channel) = (i / 24, i % 24 / 3, i % 3)
      return Float(mirrored ? bytes[row * 24 + (7 - x) * 3 + channel] : bytes[i]) / 255
    }
  }

  private func pictures(of batches: [[Float]]) -> [[Float]] {
    batches.flatMap { batch in (0..<3).map { Array(batch[$0 * 192..<($0 + 1) * 192]) } }
  }

  @Test func epochsFollowWithoutASeam() throws {
    let all = pictures(of: try batches(0..<14))
    #expect(all.count == 42)
    let originals = try (0..<7).map { try floats($0) }
    for epoch in 0..<6 {
      let order = Permutation(count: 7, seed: 5, epoch: epoch)
      for place in 0..<7 {
        #expect(all[epoch * 7 + place] == originals[order[place]], "epoch \(epoch), place \(place)")
      }
    }
  }

  @Test func aReaderGoesOnAnywhere() throws {
    let all = try batches(0..<12, flips: true)
    for first in [1, 2, 5, 11] {
      #expect(try batches(first..<12, flips: true) == Array(all[first...]), "from \(first)")
    }
    let reader = try BatchReader(cache, pictures: Array(0..<7), size: 3, seed: 5, flips: true)
    _ = try reader.next()
    try reader.seek(4)
    let shared = try reader.next()
    #expect((0..<shared.count).map { shared.span[$0] } == all[4])
  }

  @Test func anotherSeedIsAnotherOrder() throws {
    #expect(try batches(0..<4) != batches(0..<4, seed: 6))
  }

  @Test func aCoinDecidesEveryMirroring() throws {
    let plain = pictures(of: try batches(0..<140))
    let flipped = pictures(of: try batches(0..<140, flips: true))
    var mirrored = 0
    for (a, b) in zip(plain, flipped) where a != b {
      mirrored += 1
      let number = try #require(try (0..<7).first { try floats($0) == a })
      #expect(try floats(number, mirrored: true) == b)
    }
    // 420 coins: 210 with a standard deviation of 10.
    #expect((160...260).contains(mirrored))
  }

  @Test func onlyTheGivenPicturesAreRead() throws {
    let held = try floats(2)
    let rest = [0, 1, 3, 4, 5, 6]
    #expect(!pictures(of: try batches(0..<10, pictures: rest)).contains(held))
    #expect(pictures(of: try batches(0..<2, pictures: [2])) == Array(repeating: held, count: 6))
  }

  @Test func theBenchmarkCountsEveryPicture() throws {
    let benchmark = try LoadBenchmark(
      sources: [folder("set")], PicturePreparation(width: 8, height: 8), team: Team(threads: 1),
      in: folder.path)
    #expect(benchmark.images == 7 && benchmark.imagesPerSecond > 0)
    #expect(benchmark.cachedImagesPerSecond > 0)
    #expect(folder.names == ["cache", "set"])
  }
}
