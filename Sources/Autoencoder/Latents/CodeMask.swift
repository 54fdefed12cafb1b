import CLibrary
import KernelContract
import Tensors

/// How much each place of a map takes of the one code, in [0, 1]: regions of places, about half of them all of one code
/// and half all of the other, so that no draw is hardly more than one picture.
///
///     w = 1 / (1 + exp(-steepness (f - mean of f) / deviation of f)),    f = K g K'^T
///
/// where g are normal numbers of the seed, one for each place, and the rows of K (by height) and K' (by width) are
/// Gaussians over the places with a deviation of `smoothness` of the side.
package struct CodeMask {
  /// In the order of the places.
  package let weights: [Float]

  package static let smoothness = 0.5
  package static let steepness = 16.0

  package init(seed: UInt64, _ places: Places, _ kernels: any KernelTable) {
    var drawn = Tensor(count: places.count)
    var numbers = drawn.mutableSpan
    kernels.normal(
      RandomKey(seed: seed, stream: RandomStream.neighboursMask, step: 0, image: 0),
      into: &numbers)
    let (vertical, horizontal) = (
      CodeMask.kernel(places.height), CodeMask.kernel(places.width)
    )
    var lines = [Double](repeating: 0, count: places.count)
    for y in 0..<places.height {
      for x in 0..<places.width {
        for i in 0..<places.width {
          lines[y * places.width + x] +=
            horizontal[x][i] * Double(numbers[y * places.width + i])
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
    weights = field.map { Float(1 / (1 + exp(-CodeMask.steepness * ($0 - mean) / deviation))) }
  }

  private static func kernel(_ side: Int) -> [[Double]] {
    (0..<side).map { at in
      let row = (0..<side).map { other in
        let distance = Double(other - at) / (smoothness * Double(side))
        return exp(-distance * distance / 2)
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
  }
}
