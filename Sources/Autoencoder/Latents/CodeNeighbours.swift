import CLibrary
import KernelContract
import Tensors

/// Draws new codes between those of pictures that are alike.
///
/// A decoder is at home where codes lie, and in many dimensions that is a thin shell which no Gaussian
/// follows: what a fitted one draws comes out as faces with two foreheads. Codes that are near to each other have it
/// between them. A draw takes the code of a picture at random, and of the `together` codes nearest to it,
/// itself among them, whose mean is m, two, a and b:
///
///     z = m + temperature * spread * (p (a - m) + q (b - m))
///
/// Of a vector a and b are any two, p = sqrt(u) and q = sqrt(1 - u) with u uniform in [0, 1), and at temperature 1 draws
/// are as far apart as the codes are. Of a map a is the picture's own code, and at each place p = w and q = 1 - w with
/// w from a `CodeMask`: there z is nearly all a or nearly all b, and as far from other draws as these are without a spread.
/// Of `tries` pairs of a b and a mask it is the one whose seam is least: where two skins or two lights meet, a person sees it.
///
/// Near to a is b whose |a - b|^2 / reach of b is small, the reach of b being how far away its own neighbours are. In many
/// dimensions a few codes in the middle are near to all others while a third is near to none (a third of 4,096 photographs), and
/// by distance alone draws would be of those few.
package struct CodeNeighbours: Sendable, Hashable {
  package let latents: Int
  package let places: Places
  /// Rows of latents.
  package let codes: [Float]
  /// Of each code.
  package let reaches: [Float]
  package let spread: Float
  /// A label of each code, where there are any.
  package var labels: CodeLabels?

  package var count: Int { codes.count / latents }

  package func code(_ index: Int) -> [Float] {
    Array(codes[index * latents..<(index + 1) * latents])
  }

  /// Of each latent.
  package var deviations: [Float] {
    let all = (0..<count).map(code)
    return (0..<latents).map { Float(variance(of: all, $0).squareRoot()) }
  }

  /// How many codes are near. Four to thirty draw pictures that are as plausible, Tests/Quality/Pictures.md
  /// has the figures; the fewer, the nearer are draws to the pictures themselves.
  package static let together = 8
  /// How many ways to put two codes of a map together a draw chooses from.
  package static let tries = 64
  package static let fewestCodes = 20
  /// The most codes of so many latents: more would take longer to look through than to decode, and enlarge the file.
  package static func mostCodes(latents: Int) -> Int {
    min(4096, max(fewestCodes, (1 << 21) / latents))
  }

  static func canBe(count: Int, latents: Int) -> Bool {
    latents > 0 && fewestCodes...mostCodes(latents: latents) ~= count
  }

  /// As a file has them; nil unless they could have been found. Without reaches, as files of earlier versions are, all
  /// codes reach equally far.
  package init?(
    codes: [Float], latents: Int, places: Places = .one, reaches: [Float]? = nil, spread: Float
  ) {
    guard latents > 0, latents % places.count == 0, codes.count % latents == 0,
      CodeNeighbours.canBe(count: codes.count / latents, latents: latents),
      codes.allSatisfy(\.isFinite), spread.isFinite, spread >= 0
    else { return nil }
    self.codes = codes
    self.latents = latents
    self.places = places
    self.spread = spread
    self.reaches = reaches ?? [Float](repeating: 1, count: codes.count / latents)
    guard self.reaches.count == codes.count / latents,
      self.reaches.allSatisfy({ $0.isFinite && $0 > 0 })
    else { return nil }
  }

  /// With their reaches and the spread that makes draws as varied as the codes; nil of too few or too many codes, or of
  /// codes that are not finite.
  package init?(
    codes: [Float], latents: Int, places: Places = .one, kernels: any KernelTable
  ) {
    guard
      let bare = CodeNeighbours(codes: codes, latents: latents, places: places, spread: 1),
      let found = CodeNeighbours(
        codes: codes, latents: latents, places: places, reaches: bare.reachesOfCodes(kernels),
        spread: 1)
    else { return nil }
    let spread = places == .one ? found.spreadOfCodes(kernels) : 1
    self.init(
      codes: codes, latents: latents, places: places, reaches: found.reaches, spread: spread)
  }

  /// The mean distance of each code from the others of the `together` nearest to it, and at least a sixteenth of the mean of
  /// all: a picture that is there eight times is near to itself.
  private func reachesOfCodes(_ kernels: any KernelTable) -> [Float] {
    let reaches = zip(0..<count, nearest(to: Array(0..<count), kernels)).map { index, near in
      near.reduce(0) { $0 + squaredDistance(index, $1, over: 0..<latents).squareRoot() }
        / Float(CodeNeighbours.together - 1)
    }
    let least = max(reaches.reduce(0, +) / Float(16 * count), .leastNormalMagnitude)
    return reaches.map { max($0, least) }
  }

  /// Of two codes, in some of the latents.
  func squaredDistance(_ a: Int, _ b: Int, over range: Range<Int>) -> Float {
    range.reduce(0) { sum, j in
      let difference = codes[a * latents + j] - codes[b * latents + j]
      return sum + difference * difference
    }
  }

  /// The spread s with
  ///
  ///     variance of codes = variance of m + s^2 E|sqrt(u) (a - m) + sqrt(1 - u) (b - m)|^2
  ///
  /// The last mean is L (1 - pi / (4 (K - 1))), L the mean of |a - m|^2: E sqrt(u (1 - u)) = pi / 8, and
  /// two of K deviations from their mean, never the same, have the mean product -L / (K - 1).
  private func spreadOfCodes(_ kernels: any KernelTable) -> Float {
    let anchors = (0..<min(count, 512)).map { $0 * count / min(count, 512) }
    var means: [[Float]] = []
    var squares = 0.0
    for near in nearest(to: anchors, kernels) {
      let mean = mean(of: near)
      means.append(mean)
      for index in near {
        for j in 0..<latents {
          let difference = Double(codes[index * latents + j] - mean[j])
          squares += difference * difference
        }
      }
    }
    let k = Double(CodeNeighbours.together)
    let local = squares / Double(anchors.count) / k * (1 - Double.pi / (4 * (k - 1)))
    let all = anchors.map(code)
    let missing = max(0, variance(of: all) - variance(of: means))
    return local > 0 ? Float((missing / local).squareRoot()) : 0
  }

  /// The mean squared distance of rows from their mean.
  private func variance(of rows: [[Float]]) -> Double {
    (0..<latents).reduce(0) { $0 + variance(of: rows, $1) }
  }

  private func variance(of rows: [[Float]], _ j: Int) -> Double {
    let mean = rows.reduce(0) { $0 + Double($1[j]) } / Double(rows.count)
    let squares = rows.reduce(0) { $0 + (Double($1[j]) - mean) * (Double($1[j]) - mean) }
    return squares / Double(rows.count)
  }

  func mean(of indices: [Int]) -> [Float] {
    var mean = [Float](repeating: 0, count: latents)
    for index in indices {
      for j in 0..<latents { mean[j] += codes[index * latents + j] }
    }
    return mean.map { $0 / Float(indices.count) }
  }
}

extension CodeNeighbours {
  /// Of each of some codes the `together` nearest ones, itself among them, in the order of their numbers.
  ///
  ///     |a - b|^2 = |a|^2 - 2 (a . b - |b|^2 / 2):  an affine layer
  package func nearest(to anchors: [Int], _ kernels: any KernelTable) -> [[Int]] {
    let count = count
    var columns = Tensor(count: codes.count)
    var halves = Tensor(count: count)
    var column = columns.mutableSpan
    var half = halves.mutableSpan
    var squares = [Float](repeating: 0, count: count)
    for index in 0..<count {
      for j in 0..<latents {
        let number = codes[index * latents + j]
        column[j * count + index] = number
        squares[index] += number * number
      }
      half[index] = -squares[index] / 2
    }
    let nearness = AffineMap(columns, bias: halves, kernels)
    let group = 64
    return stride(from: 0, to: anchors.count, by: group).flatMap { start in
      let chosen = anchors[start..<min(start + group, anchors.count)]
      let rows = Tensor(chosen.flatMap(code))
      let found = nearness.rows(rows.shared, count: chosen.count)
      return chosen.indices.map { row in
        nearest(found.span, from: (row - start) * count, square: squares[anchors[row]])
      }
    }
  }

  /// The codes b of the `together` smallest |a - b|^2 / reach, in the order of their numbers, from `square` = |a|^2 and
  /// a . b - |b|^2 / 2 in `products`.
  private func nearest(_ products: Span<Float>, from start: Int, square: Float) -> [Int] {
    var best: [(index: Int, distance: Float)] = []
    for index in 0..<count {
      let distance = (square - 2 * products[start + index]) / reaches[index]
      if best.count == CodeNeighbours.together {
        guard let last = best.last, distance < last.distance else { continue }
        best.removeLast()
      }
      let place = best.firstIndex { $0.distance > distance } ?? best.count
      best.insert((index, distance), at: place)
    }
    return best.map(\.index).sorted()
  }
}
