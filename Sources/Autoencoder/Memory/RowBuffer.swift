import KernelContract
import Tensors

/// An image in one layout for each row of a batch, or for each slot at a worker.
struct RowBuffer: Sendable {
  let floats: SharedFloats
  let layout: ImageLayout
  /// At each worker; nil where every row has a slot of its own.
  var slots: Int?

  func rows(_ rows: Rows) -> SharedFloats {
    floats.images(slots.map(rows.slots) ?? rows.range, layout)
  }
}

/// Rows of a batch, as one thread has them in hand.
struct Rows {
  let range: Range<Int>
  private let worker: Int?
  /// The first row that was taken in hand.
  private let first: Int

  /// Rows at a worker; without one, all buffers must hold all rows.
  init(_ range: Range<Int>, worker: Int? = nil) {
    self.init(range, worker: worker, first: range.lowerBound)
  }

  private init(_ range: Range<Int>, worker: Int?, first: Int) {
    self.range = range
    self.worker = worker
    self.first = first
  }

  var count: Int { range.count }

  /// Which they are of the rows that were taken in hand together.
  var inHand: Range<Int> { range.lowerBound - first..<range.upperBound - first }

  /// Where these rows lie in a buffer that has so many slots at each worker, which rows take round and round.
  func slots(_ count: Int) -> Range<Int> {
    guard let worker else { preconditionFailure("rows without a worker have no slots") }
    let slot = inHand.lowerBound % count
    precondition(slot + range.count <= count, "more rows than slots at a worker")
    let start = worker * count + slot
    return start..<start + range.count
  }

  /// Some of these rows, in the slots that they have.
  func part(_ part: Range<Int>) -> Rows { Rows(part, worker: worker, first: first) }

  /// Calls `work` with parts of `size` rows, the last one perhaps of fewer.
  func forEachPart(of size: Int, _ work: (Rows) -> Void) {
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      work(part(first..<min(range.upperBound, first + size)))
    }
  }
}
