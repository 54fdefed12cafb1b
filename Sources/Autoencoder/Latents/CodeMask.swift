import CLibrary
import KernelContract
import Tensors

/// How much each place of a map takes of the one code, in [0, 1]: regions of places that are all of one or all of the
/// other, with soft edges.
///
///     w = 1 / (1 + exp(-steepness f)),    f = K g K'^T
///
/// where g are normal numbers of the seed, one for each place, and the rows of K (by height) and K' (by width) are
/// Gaussians over the places with a deviation of `smoothness` of the side, each of length 1: so f is normal too.
package struct CodeMask {
  /// In the order of the places.
  package let weights: [Float]

  package static let smoothness = 0.3
  package static let steepness = 4.0

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
    weights = (0..<places.count).map { place in
      let (y, x) = place.quotientAndRemainder(dividingBy: places.width)
      let field = (0..<places.height).reduce(0.0) {
        $0 + vertical[y][$1] * lines[$1 * places.width + x]
      }
      return Float(1 / (1 + exp(-CodeMask.steepness * field)))
    }
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
