import CLibrary
import Tensors

/// How much each place of a map takes of the one code, in [0, 1]: regions of places, about half of them all of one code
/// and half all of the other, so that no draw is hardly more than one picture.
///
///     w = 1 / (1 + exp(-steepness (f - mean of f) / deviation of f)),    f = K g K'^T
///
/// where g are normal numbers, one for each place, and the rows of K (by height) and K' (by width) are
/// Gaussians over the places with a deviation of `smoothness` of the side.
package struct CodeMask {
  package let places: Places
  /// In the order of the places.
  package let weights: [Float]

  package static let smoothness = 0.5
  package static let steepness = 16.0

  package init(places: Places, weights: [Float]) {
    precondition(
      weights.count == places.count, "\(weights.count) weights for \(places.count) places")
    self.places = places
    self.weights = weights
  }

  /// How far two codes, whose squared distance at each place is `distances`, differ along the edges of the regions:
  ///
  ///     sum of |w_p - w_q| (d_p + d_q) over places p and q beside each other
  package func seam(_ distances: [Float]) -> Float {
    var sum: Float = 0
    for place in weights.indices {
      if place % places.width + 1 < places.width {
        sum += edge(place, place + 1, distances)
      }
      if place + places.width < weights.count {
        sum += edge(place, place + places.width, distances)
      }
    }
    return sum
  }

  private func edge(_ p: Int, _ q: Int, _ distances: [Float]) -> Float {
    abs(weights[p] - weights[q]) * (distances[p] + distances[q])
  }
}

/// Makes masks of so many places.
package struct CodeMasks {
  private let places: Places
  private let vertical, horizontal: [[Double]]

  package init(_ places: Places) {
    self.places = places
    vertical = CodeMasks.kernel(places.height)
    horizontal = CodeMasks.kernel(places.width)
  }

  private static func kernel(_ side: Int) -> [[Double]] {
    (0..<side).map { at in
      let row = (0..<side).map { other in
        let distance = Double(other - at) / (CodeMask.smoothness * Double(side))
        return exp(-distance * distance / 2)
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
  }

  /// The mask of as many normal numbers as there are places, from number `start` on.
  package func mask(_ numbers: Span<Float>, from start: Int = 0) -> CodeMask {
    var lines = [Double](repeating: 0, count: places.count)
    for y in 0..<places.height {
      for x in 0..<places.width {
        for i in 0..<places.width {
          lines[y * places.width + x] +=
            horizontal[x][i] * Double(numbers[start + y * places.width + i])
        }
      }
    }
    let field = (0..<places.count).map { place in
      let (y, x) = place.quotientAndRemainder(dividingBy: places.width)
      return (0..<places.height).reduce(0.0) {
        $0 + vertical[y][$1] * lines[$1 * places.width + x]
      }
    }
    let mean = field.reduce(0, +) / Double(places.count)
    let squares = field.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = max((squares / Double(places.count)).squareRoot(), .leastNormalMagnitude)
    let weights = field.map { Float(1 / (1 + exp(-CodeMask.steepness * ($0 - mean) / deviation))) }
    return CodeMask(places: places, weights: weights)
  }
}
