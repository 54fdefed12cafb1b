import KernelContract
import Tensors

/// An image in one layout for each row of a batch; or, where `isPassing`, for each place at a desk.
///
/// What nobody reads after a thread has done with its group need not be kept for the whole batch. Such a
/// buffer has places for one group at each desk, and the next group finds its memory in the cache.
struct RowBuffer: Sendable {
  let window: Window
  let layout: ImageLayout
  var isPassing = false

  func rows(_ rows: Rows) -> Window {
    window.images(isPassing ? rows.places : rows.range, layout)
  }
}

/// Rows of a batch, as one thread has them in hand.
struct Rows {
  let range: Range<Int>
  /// From a row to its place in buffers of places.
  private let shift: Int

  /// Rows that were given the places from `place` on; without, all buffers must hold all rows.
  init(_ range: Range<Int>, place: Int? = nil) {
    self.range = range
    shift = place.map { $0 - range.lowerBound } ?? 0
  }

  var count: Int { range.count }

  var places: Range<Int> { range.lowerBound + shift..<range.upperBound + shift }

  /// Some of these rows, in the places that they have.
  func part(_ part: Range<Int>) -> Rows { Rows(part, place: part.lowerBound + shift) }

  /// Calls `work` with parts of `size` rows, the last one perhaps of fewer.
  func forEachPart(of size: Int, _ work: (Rows) -> Void) {
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      work(part(first..<min(range.upperBound, first + size)))
    }
  }
}
