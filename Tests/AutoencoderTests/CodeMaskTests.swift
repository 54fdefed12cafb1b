import Autoencoder
import CLibrary
import KernelContract
import KernelSelection
import Testing

@Suite("Masks put two codes of a map together")
struct CodeMaskTests {
  static let kernels = KernelSelection.available[0]

  @Test("a mask is the sum that defines it", arguments: [(8, 8), (6, 9), (2, 3)])
  func maskSums(height: Int, width: Int) {
    let places = Places(height: height, width: width)
    func weight(_ distance: Int, _ side: Int) -> Double {
      let x = Double(distance) / (CodeMask.smoothness * Double(side))
      return exp(-x * x / 2)
    }
    func row(_ at: Int, _ side: Int) -> [Double] {
      let all = (0..<side).map { weight($0 - at, side) }
      return all.map { $0 / all.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }
    for seed in UInt64(0)..<20 {
      var numbers = [Float](repeating: 0, count: places.count)
      var span = numbers.mutableSpan
      Self.kernels.normal(
        RandomKey(seed: seed, stream: 100, step: 0, image: 0), into: &span)
      let field = (0..<places.count).map { place in
        let (down, across) = (row(place / width, height), row(place % width, width))
        return (0..<places.count).reduce(0) {
          $0 + down[$1 / width] * across[$1 % width] * Double(numbers[$1])
        }
      }
      let mean = field.reduce(0, +) / Double(places.count)
      let square = field.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count)
      let given = numbers.span
      let weights = CodeMasks(places).mask(given).weights
      for (value, weight) in zip(field, weights) {
        let wanted = 1 / (1 + exp(-CodeMask.steepness * (value - mean) / square.squareRoot()))
        #expect(abs(Double(weight) - wanted) < 1e-5)
      }
    }
  }

  @Test("a mask has two regions of about half the places each, with hard edges")
  func masks() {
    let places = Places(height: 8, width: 8)
    var numbers = [Float](repeating: 0, count: 500 * 64)
    var drawn = numbers.mutableSpan
    Self.kernels.normal(RandomKey(seed: 3, stream: 100, step: 0, image: 0), into: &drawn)
    let given = numbers.span
    let masks = CodeMasks(places)
    let all = (0..<500).map { masks.mask(given, from: $0 * 64).weights }
    for weights in all {
      let share = weights.reduce(0, +) / 64
      #expect(0.25...0.75 ~= share)
    }
    let decided = all.flatMap { $0 }.count { $0 < 0.1 || $0 > 0.9 }
    #expect(Double(decided) > 0.88 * 64 * 500)
    // Of two places beside each other hardly any lie in different regions: 8 x 7 pairs along the rows.
    let edges = all.map { weights in
      weights.indices.count { $0 % 8 < 7 && (weights[$0] < 0.5) != (weights[$0 + 1] < 0.5) }
    }
    #expect(Double(edges.reduce(0, +)) / 500 < 7)
  }

  /// Of 2x3 places: three pairs one below the other, two beside each other in each line.
  @Test("a seam is how far two codes differ where the mask goes from one to the other")
  func seams() {
    let places = Places(height: 2, width: 3)
    let mask = CodeMask(places: places, weights: [1, 1, 0, 1, 0.25, 0])
    #expect(mask.seam([1, 2, 4, 8, 16, 32]) == 6 + 0.75 * 24 + 0.25 * 48 + 0.75 * 18)
    #expect(CodeMask(places: places, weights: [1, 1, 1, 1, 1, 1]).seam([1, 2, 4, 8, 16, 32]) == 0)
  }
}
