import KernelContract

/// Mean and variance of some groups of an image's channels.
///
/// The mean of the image's middle row is the estimate of each mean; then, once over the image, the
/// sums of d and d^2 for the distances d from it, which give
///
///     mean = estimate + average(d)        variance = average(d^2) - average(d)^2
///
/// However far from zero the values lie, little cancels: one row of R can be no further from the
/// mean of all than sqrt(R - 1) deviations, so average(d^2) is at most R times the variance, and as
/// large as the variance itself for most images. A lane sums over a run of pixels in floats, and
/// then over runs.
struct GroupStatistics {
  /// The groups of one pass, whose sums have a fixed place on the stack.
  static let groupsAtOnce = 64
  /// A number for each.
  typealias OfGroups<Number> = InlineArray<64, Number>

  private let groups: Range<Int>
  private let count: Double
  private var estimates = OfGroups<Float>(repeating: 0)
  private var distances = OfGroups<Double>(repeating: 0)
  private var squares = OfGroups<Double>(repeating: 0)

  @inline(__always)
  init(
    _ vectors: ChannelVectors, groups: Range<Int>, x: UnsafePointer<Float>, rowStride: Int
  ) {
    self.groups = groups
    count =
      Double(vectors.rows * vectors.columns * vectors.step / vectors.channels)
      * Double(vectors.groupSize)
    let middle = vectors.rows / 2
    unsafe addAll(vectors, x, rowStride, rows: middle..<middle + 1)
    for i in 0..<groups.count {
      estimates[i] = Float(distances[i] / (count / Double(vectors.rows)))
      distances[i] = 0
      squares[i] = 0
    }
    unsafe addAll(vectors, x, rowStride, rows: 0..<vectors.rows)
  }

  @inline(__always)
  func write(to statistics: UnsafeMutablePointer<Float>, epsilon: Float) {
    for i in 0..<groups.count {
      let distance = distances[i] / count
      let variance = max(squares[i] / count - distance * distance, 0)
      let group = groups.lowerBound + i
      unsafe statistics[2 * group] = Float(Double(estimates[i]) + distance)
      unsafe statistics[2 * group + 1] = Float(1 / (variance + Double(epsilon)).squareRoot())
    }
  }

  @inline(never)
  private mutating func addAll(
    _ vectors: ChannelVectors, _ x: UnsafePointer<Float>, _ rowStride: Int, rows: Range<Int>
  ) {
    let size = vectors.groupSize
    vectors.forEachBlock(groups.lowerBound * size..<groups.upperBound * size) { offset in
      unsafe add(
        vectors, offset, Lanes.scalarCount, DistanceSums<4>.self, x + offset, rowStride, rows)
    } one: { offset, lanes in
      unsafe add(vectors, offset, lanes, DistanceSums<1>.self, x + offset, rowStride, rows)
    }
  }

  @inline(__always)
  private mutating func add<let count: Int>(
    _ vectors: ChannelVectors, _ offset: Int, _ lanes: Int, _: DistanceSums<count>.Type,
    _ x: UnsafePointer<Float>, _ rowStride: Int, _ rows: Range<Int>
  ) {
    var pivots = InlineArray<count, Lanes>(repeating: .zero)
    for i in 0..<count {
      pivots[i] = vectors.groupLanes(offset + i * Lanes.scalarCount, lanes: lanes) {
        estimates[$0 - groups.lowerBound]
      }
    }
    let sums = unsafe DistanceSums(vectors, x, rowStride, rows, lanes, from: pivots)
    for i in 0..<count {
      let start = offset + i * Lanes.scalarCount
      if let group = vectors.group(start) {
        distances[group - groups.lowerBound] += Double(sums.distances[i].total)
        squares[group - groups.lowerBound] += Double(sums.squares[i].total)
      } else {
        vectors.forEachLane(start, lanes: lanes) { lane, _, group in
          distances[group - groups.lowerBound] += Double(sums.distances[i][lane])
          squares[group - groups.lowerBound] += Double(sums.squares[i][lane])
        }
      }
    }
  }
}

/// The sums of d and d^2 over the pixels of some rows, d = x - pivot, for `count` vectors of
/// channels.
private struct DistanceSums<let count: Int> {
  var distances = InlineArray<count, Lanes>(repeating: .zero)
  var squares = InlineArray<count, Lanes>(repeating: .zero)

  @inline(__always)
  init(
    _ vectors: ChannelVectors, _ x: UnsafePointer<Float>, _ rowStride: Int, _ rows: Range<Int>,
    _ lanes: Int, from pivots: InlineArray<count, Lanes>
  ) {
    let run = vectors.rowsOfRun
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: run) {
      var runDistances = InlineArray<count, Lanes>(repeating: .zero)
      var runSquares = InlineArray<count, Lanes>(repeating: .zero)
      for row in first..<min(rows.upperBound, first + run) {
        var at = unsafe x + row * rowStride
        for _ in 0..<vectors.columns {
          for i in 0..<count {
            let d = unsafe Lanes.load(at + i * Lanes.scalarCount, first: lanes) - pivots[i]
            runDistances[i] += d
            runSquares[i] = d.times(d, plus: runSquares[i])
          }
          unsafe at += vectors.step
        }
      }
      for i in 0..<count {
        distances[i] += runDistances[i]
        squares[i] += runSquares[i]
      }
    }
  }
}
