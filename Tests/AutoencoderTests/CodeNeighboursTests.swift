import Autoencoder
import CLibrary
import KernelContract
import KernelSelection
import Tensors
import Testing

@Suite("New codes are drawn between those that are alike")
struct CodeNeighboursTests {
  static let kernels = KernelSelection.available[0]

  /// Rows of normal numbers around each centre.
  private func codes(_ centres: [[Float]], each: Int, deviation: Float = 1) -> [Float] {
    let latents = centres[0].count
    var rows: [Float] = []
    for (k, centre) in centres.enumerated() {
      var noise = Tensor(count: each * latents)
      var numbers = noise.mutableSpan
      Self.kernels.normal(
        RandomKey(seed: 5, stream: 100, step: 0, image: UInt32(k)), into: &numbers)
      rows += numbers.indices.map { centre[$0 % latents] + deviation * numbers[$0] }
    }
    return rows
  }

  private func rows(_ draws: borrowing Tensor, _ latents: Int) -> [[Float]] {
    let numbers = draws.span
    return (0..<numbers.count / latents).map { row in
      (0..<latents).map { numbers[row * latents + $0] }
    }
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
  }

  /// A Gaussian fitted to two clusters that are 40 apart would draw half of its codes between them.
  @Test("no draw lies between two kinds of pictures")
  func kinds() throws {
    let centres: [[Float]] = [[0, 0, 0, 0], [40, 0, 0, 0]]
    let neighbours = try #require(
      CodeNeighbours(codes: codes(centres, each: 200), latents: 4, kernels: Self.kernels))
    let draws = neighbours.draw(seeds: Array(0..<500), kernels: Self.kernels)
    var kinds = [0, 0]
    for draw in rows(draws, 4) {
      let distances = centres.map { distance(draw, $0) }
      // Codes are 4.6 from their centre at most (chi of four, one in ten thousand), draws hardly more.
      #expect(distances.min() ?? .infinity < 7)
      kinds[distances[0] < distances[1] ? 0 : 1] += 1
    }
    #expect(kinds.min() ?? 0 > 200)
  }

  /// The variance of n draws is known to a few times sqrt(2 / (n latents)), here 0.006 of it; that of the
  /// spread itself, found at 512 of the codes, to sqrt(2 / (512 latents)) = 0.016.
  @Test("draws are as varied as the codes", arguments: [16, 64])
  func variance(latents: Int) throws {
    let codes = codes([[Float](repeating: 3, count: latents)], each: 1000, deviation: 2)
    let neighbours = try #require(
      CodeNeighbours(codes: codes, latents: latents, kernels: Self.kernels))
    let draws = rows(neighbours.draw(seeds: Array(0..<3000), kernels: Self.kernels), latents)
    let centre = [Float](repeating: 3, count: latents)
    let square = draws.reduce(0) { $0 + distance($1, centre) * distance($1, centre) }
    let found = square / Double(draws.count * latents)
    #expect(abs(found / 4 - 1) < 0.06, "\(found)")
  }

  /// |a - b|^2 over the mean distance of b from the seven others nearest to it, in Double.
  private func near(_ all: [[Float]]) -> [[Int]] {
    let reaches = all.map { own in
      all.map { distance($0, own) }.sorted().prefix(8).reduce(0, +) / 7
    }
    return all.map { own in
      let scaled = zip(all, reaches).map { distance($0, own) * distance($0, own) / $1 }
      return all.indices.sorted { scaled[$0] < scaled[$1] }.prefix(8).sorted()
    }
  }

  @Test("codes are near by their distance over what the other reaches")
  func nearness() throws {
    let codes = codes([[0, 0, 0], [9, 0, 0]], each: 60)
    let all = stride(from: 0, to: codes.count, by: 3).map { Array(codes[$0..<$0 + 3]) }
    let neighbours = try #require(
      CodeNeighbours(codes: codes, latents: 3, kernels: Self.kernels))
    #expect(neighbours.nearest(to: Array(0..<120), Self.kernels) == near(all))
  }

  @Test("a code that is there many times is near to itself")
  func copies() throws {
    var codes = codes([[5, -3, 2, 7]], each: 100)
    for copy in 1..<20 { for j in 0..<4 { codes[copy * 4 + j] = codes[j] } }
    let neighbours = try #require(CodeNeighbours(codes: codes, latents: 4, kernels: Self.kernels))
    for (anchor, near) in zip(0..., neighbours.nearest(to: Array(0..<100), Self.kernels)) {
      let copies = near.count { neighbours.code($0) == neighbours.code(anchor) }
      #expect(copies == (anchor < 20 ? 8 : 1))
    }
  }

  /// In 64 dimensions 400 normal codes have about their norm in common, and those of a smaller one are near to all.
  @Test("hardly a code is near to none")
  func hubs() throws {
    let codes = codes([[Float](repeating: 0, count: 64)], each: 400)
    func shareOfNone(_ neighbours: CodeNeighbours) -> Double {
      let near = neighbours.nearest(to: Array(0..<400), Self.kernels)
      let others = Set(zip(0..., near).flatMap { own, near in near.filter { $0 != own } })
      return 1 - Double(others.count) / 400
    }
    let scaled = try #require(CodeNeighbours(codes: codes, latents: 64, kernels: Self.kernels))
    let bare = try #require(CodeNeighbours(codes: codes, latents: 64, spread: 1))
    #expect(shareOfNone(scaled) < 0.1)
    #expect(shareOfNone(scaled) < shareOfNone(bare) / 2)
  }

  @Test("at temperature 0 a draw is the mean of a code and the seven nearest to it")
  func means() throws {
    let latents = 5
    let codes = codes([[Float](repeating: 0, count: latents)], each: 100)
    let all = stride(from: 0, to: codes.count, by: latents).map {
      Array(codes[$0..<$0 + latents])
    }
    let neighbours = try #require(
      CodeNeighbours(codes: codes, latents: latents, kernels: Self.kernels))
    let means = near(all).map { near in
      (0..<latents).map { j in near.reduce(0) { $0 + all[$1][j] } / 8 }
    }
    let draws = neighbours.draw(seeds: Array(0..<70), temperature: 0, kernels: Self.kernels)
    for draw in rows(draws, latents) {
      // Eight numbers below 4, added in another order.
      #expect(means.contains { distance($0, draw) < 1e-5 })
    }
  }

  /// Codes of 4x3 places of two latents.
  @Test(
    "of a map a draw is of a picture and one near it, by the mask with the least seam of 64")
  func maps() throws {
    let places = Places(height: 4, width: 3)
    let codes = codes([[Float](repeating: 0, count: 24)], each: 60)
    let all = stride(from: 0, to: codes.count, by: 24).map { Array(codes[$0..<$0 + 24]) }
    let neighbours = try #require(
      CodeNeighbours(codes: codes, latents: 24, places: places, kernels: Self.kernels))
    #expect(neighbours.spread == 1)
    let near = near(all)
    let seeds = (0..<40).map { UInt64($0) }
    for (seed, draw) in zip(seeds, rows(neighbours.draw(seeds: seeds, kernels: Self.kernels), 24)) {
      var drawn = [Float](repeating: 0, count: 68)
      var numbers = drawn.mutableSpan
      Self.kernels.uniform(
        RandomKey(seed: seed, stream: RandomStream.neighboursDraw, step: 0, image: 0),
        into: &numbers)
      var normal = [Float](repeating: 0, count: 64 * 12)
      var normals = normal.mutableSpan
      Self.kernels.normal(
        RandomKey(seed: seed, stream: RandomStream.neighboursMask, step: 0, image: 0),
        into: &normals)
      let own = Int(drawn[0] * 60)
      let others = near[own].filter { $0 != own }
      let normalNumbers = normal.span
      var least = Float.infinity
      var (other, weights): ([Float], [Float]) = ([], [])
      for number in 0..<64 {
        let tried = all[others[Int(drawn[4 + number] * 7)]]
        let mask = CodeMasks(places).mask(normalNumbers, from: number * 12)
        let squares = zip(all[own], tried).map { ($0 - $1) * ($0 - $1) }
        let seam = mask.seam((0..<12).map { squares[$0 * 2] + squares[$0 * 2 + 1] })
        if seam < least { (least, other, weights) = (seam, tried, mask.weights) }
      }
      for j in 0..<24 {
        let wanted = weights[j / 2] * all[own][j] + (1 - weights[j / 2]) * other[j]
        #expect(abs(wanted - draw[j]) < 1e-4, "\(seed)")
      }
    }
  }

  @Test("a draw depends on its seed alone, and on each level is the same to rounding")
  func seeds() throws {
    let codes = codes([[Float](repeating: 0, count: 32)], each: 300)
    let neighbours = try #require(
      CodeNeighbours(codes: codes, latents: 32, kernels: Self.kernels))
    let together = rows(neighbours.draw(seeds: Array(0..<100), kernels: Self.kernels), 32)
    for seed in [0, 64, 99] {
      let alone = rows(neighbours.draw(seeds: [UInt64(seed)], kernels: Self.kernels), 32)[0]
      #expect(alone == together[seed])
    }
    #expect(Set(together).count == 100)
    for kernels in KernelSelection.available {
      let others = rows(neighbours.draw(seeds: Array(0..<100), kernels: kernels), 32)
      for (a, b) in zip(together, others) { #expect(distance(a, b) < 1e-4) }
    }
  }

  @Test("draws of a label lie between its codes alone")
  func labelled() throws {
    var neighbours = try #require(
      CodeNeighbours(
        codes: codes([[0, 0, 0], [40, 0, 0]], each: 60), latents: 3, kernels: Self.kernels))
    neighbours.labels = CodeLabels((0..<120).map { $0 < 60 ? "near" : $0 < 115 ? "far" : "few" })
    for (label, place) in [("near", Float(0)), ("far", 40)] {
      let own = try #require(neighbours.only(labelled: label))
      #expect(own.count == neighbours.codes(labelled: label).count)
      for draw in rows(own.draw(seeds: Array(0..<200), kernels: Self.kernels), 3) {
        #expect(abs(draw[0] - place) < 8)
      }
    }
    #expect(neighbours.codes(labelled: "few").count == 5)
    #expect(neighbours.only(labelled: "few") == nil && neighbours.only(labelled: "none") == nil)
  }

  @Test("codes that are too few, of another length or no numbers give nothing")
  func refused() {
    let whole = codes([[0, 0]], each: 20)
    #expect(CodeNeighbours(codes: whole, latents: 2, kernels: Self.kernels) != nil)
    #expect(CodeNeighbours(codes: Array(whole.dropLast(2)), latents: 2, spread: 1) == nil)
    #expect(CodeNeighbours(codes: Array(whole.dropLast()), latents: 2, spread: 1) == nil)
    #expect(CodeNeighbours(codes: Array(whole.dropLast()) + [.nan], latents: 2, spread: 1) == nil)
    #expect(CodeNeighbours(codes: whole, latents: 0, spread: 1) == nil)
    #expect(CodeNeighbours(codes: whole, latents: 2, spread: .infinity) == nil)
    for reaches in [[Float](repeating: 1, count: 19), [Float](repeating: 0, count: 20)] {
      #expect(CodeNeighbours(codes: whole, latents: 2, reaches: reaches, spread: 1) == nil)
    }
  }

  @Test("codes that are all alike are drawn again")
  func alike() throws {
    let codes = [Float](repeating: 0.5, count: 60)
    let neighbours = try #require(CodeNeighbours(codes: codes, latents: 3, kernels: Self.kernels))
    let draws = neighbours.draw(seeds: [1, 2], kernels: Self.kernels)
    #expect(rows(draws, 3) == [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]])
  }
}
