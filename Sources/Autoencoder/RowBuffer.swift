import KernelContract
import Tensors

/// An image in one layout for each row of a batch, or for each place at a desk.
struct RowBuffer: Sendable {
  let window: Window
  let layout: ImageLayout
  /// At each desk; nil where every row has a place of its own.
  var places: Int?

  func rows(_ rows: Rows) -> Window {
    window.images(places.map(rows.places) ?? rows.range, layout)
  }
}

/// Rows of a batch, as one thread has them in hand.
struct Rows {
  let range: Range<Int>
  private let desk: Int?
  /// The first row that was taken in hand.
  private let first: Int

  /// Rows at a desk; without one, all buffers must hold all rows.
  init(_ range: Range<Int>, desk: Int? = nil) {
    self.init(range, desk: desk, first: range.lowerBound)
  }

  private init(_ range: Range<Int>, desk: Int?, first: Int) {
    self.range = range
    self.desk = desk
    self.first = first
  }

  var count: Int { range.count }

  /// Which they are of the rows that were taken in hand together.
  var inHand: Range<Int> { range.lowerBound - first..<range.upperBound - first }

  /// Where these rows lie in a buffer that has so many places at each desk, which rows take round and round.
  func places(_ count: Int) -> Range<Int> {
    guard let desk else { preconditionFailure("rows without a desk have no places") }
    let place = inHand.lowerBound % count
    precondition(place + range.count <= count, "more rows than places at a desk")
    let start = desk * count + place
    return start..<start + range.count
  }

  /// Some of these rows, in the places that they have.
  func part(_ part: Range<Int>) -> Rows { Rows(part, desk: desk, first: first) }

  /// Calls `work` with parts of `size` rows, the last one perhaps of fewer.
  func forEachPart(of size: Int, _ work: (Rows) -> Void) {
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      work(part(first..<min(range.upperBound, first + size)))
    }
  }
}
