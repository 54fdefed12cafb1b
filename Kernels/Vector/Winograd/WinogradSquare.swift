import CLanes

/// Side x side numbers, each a vector of channels: those under a tile, its products, a window, or a tile's results.
struct WinogradSquare<let side: Int> {
  var rows: InlineArray<side, InlineArray<side, Lanes>>
}

/// What code for any filter needs of a square, whatever its side.
protocol WinogradNumbers {
  /// Numbers on an axis: `side`, which a protocol cannot name.
  static var count: Int { get }

  /// Numbers that lie `step` and `row` floats apart.
  init(loading address: UnsafePointer<Float>, step: Int, row: Int)

  /// Numbers given one by one.
  init(_ number: (_ row: Int, _ column: Int) -> Lanes)

  /// Writes each number plus `start`, `step` and `row` floats apart.
  func store(to address: UnsafeMutablePointer<Float>, step: Int, row: Int, adding start: Lanes)

  /// Writes the numbers, row by row, `point` floats apart.
  func store(to address: UnsafeMutablePointer<Float>, point: Int)

  /// The same, past the caches.
  func stream(to address: UnsafeMutablePointer<Float>, point: Int)
}

extension WinogradSquare: WinogradNumbers {
  @inline(__always)
  static var count: Int { side }

  @inline(__always)
  init(_ number: (_ row: Int, _ column: Int) -> Lanes) {
    rows = .init(repeating: .init(repeating: .zero))
    for i in 0..<side {
      for j in 0..<side { rows[i][j] = number(i, j) }
    }
  }

  @inline(__always)
  init(loading address: UnsafePointer<Float>, step: Int, row: Int) {
    self.init { unsafe .load(address + $0 * row + $1 * step) }
  }

  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, step: Int, row: Int, adding start: Lanes) {
    for i in 0..<side {
      for j in 0..<side { unsafe (start + rows[i][j]).store(to: address + i * row + j * step) }
    }
  }

  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, point: Int) {
    for i in 0..<side {
      for j in 0..<side { unsafe rows[i][j].store(to: address + (i * side + j) * point) }
    }
  }

  @inline(__always)
  func stream(to address: UnsafeMutablePointer<Float>, point: Int) {
    for i in 0..<side {
      for j in 0..<side { unsafe rows[i][j].stream(to: address + (i * side + j) * point) }
    }
  }

  /// The numbers after what is done on one axis was done on both.
  @inline(__always)
  func transformed<let other: Int>(
    _ axis: (InlineArray<side, Lanes>) -> InlineArray<other, Lanes>
  ) -> WinogradSquare<other> {
    var wide = InlineArray<side, InlineArray<other, Lanes>>(repeating: .init(repeating: .zero))
    for i in 0..<side { wide[i] = axis(rows[i]) }
    var square = WinogradSquare<other>(rows: .init(repeating: .init(repeating: .zero)))
    for j in 0..<other {
      var column = InlineArray<side, Lanes>(repeating: .zero)
      for i in 0..<side { column[i] = wide[i][j] }
      let numbers = axis(column)
      for i in 0..<other { square.rows[i][j] = numbers[i] }
    }
    return square
  }
}

extension WinogradNumbers {
  /// Prefetches what `init(loading:step:row:)` reads.
  @inline(__always)
  static func fetch(_ address: UnsafePointer<Float>, step: Int, row: Int) {
    for i in 0..<count {
      for j in 0..<count { unsafe prefetch(address + i * row + j * step) }
    }
  }

  /// Numbers that lie `point` floats apart, row by row.
  @inline(__always)
  init(loading address: UnsafePointer<Float>, point: Int) {
    unsafe self.init(loading: address, step: point, row: Self.count * point)
  }
}
