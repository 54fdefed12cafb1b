/// A square: one vector a lane.
struct LaneSquare {
  var rows: LaneRows

  /// Vectors that lie `row` floats apart.
  @inline(__always)
  init(loading address: UnsafePointer<Float>, row: Int) {
    rows = .init(repeating: .zero)
    for i in 0..<Lanes.scalarCount { unsafe rows[i] = .load(address + i * row) }
  }

  /// Rows and lanes exchanged. Each round splits neighbouring rows into their even lanes, which go
  /// to the upper half, and their odd ones: that rotates the bits of (row, lane) by one place, and
  /// after as many rounds as either has bits the two are exchanged.
  @inline(__always)
  var transposed: LaneSquare {
    var square = self
    let half = Lanes.scalarCount / 2
    var round = 1
    while round < Lanes.scalarCount {
      let before = square.rows
      for i in 0..<half {
        let (a, b) = (before[2 * i], before[2 * i + 1])
        square.rows[i] = Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf)
        square.rows[half + i] = Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
      }
      round *= 2
    }
    return square
  }
}
