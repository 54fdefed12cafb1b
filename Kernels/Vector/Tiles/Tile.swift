/// `rows` x `vectors` sums that live in registers while products are added to them.
///
/// Loops over constants unroll, and the sums stay in registers as long as they, a row of vectors
/// and one broadcast fit; `Level.swift` has the sizes that do.
struct Tile<let rows: Int, let vectors: Int> {
  var sums: InlineArray<rows, InlineArray<vectors, Lanes>>

  /// Every row starts as `row`.
  @inline(__always)
  init(_ row: InlineArray<vectors, Lanes>) { sums = .init(repeating: row) }

  /// The rows of `range` that a tile takes from `first` on: one that has more rows than are left repeats the
  /// last one.
  @inline(__always)
  static func offsets(from first: Int, of range: Range<Int>) -> InlineArray<rows, Int> {
    var taken = InlineArray<rows, Int>(repeating: 0)
    for r in 0..<rows { taken[r] = min(first + r, range.upperBound - 1) }
    return taken
  }

  /// sums[r][v] += a(r) b(v)
  ///
  /// In Swift's own words, unlike the long chains of `CLanes`: the compiler makes a vector of one
  /// multiply-add into a sum of its own, which `.ci/checks/kernels` verifies.
  @inline(__always)
  mutating func add(_ a: (Int) -> Float, _ b: (Int) -> Lanes) {
    var columns = InlineArray<vectors, Lanes>(repeating: .zero)
    for v in 0..<vectors { columns[v] = b(v) }
    for r in 0..<rows {
      let factor = Lanes(repeating: a(r))
      for v in 0..<vectors { sums[r][v].addProduct(factor, columns[v]) }
    }
  }

  /// Adds to every row the first `count` numbers from its address: the sums of the blocks before. A
  /// block starts from zero, so that N products are rounded like N / block sums of a block's, not
  /// like one chain.
  ///
  /// All rows are read before any is written: several may have the same address.
  @inline(__always)
  mutating func add(
    from addresses: InlineArray<rows, UnsafeMutablePointer<Float>>, first count: Int
  ) {
    if count == vectors * Lanes.scalarCount {
      for r in 0..<rows {
        for v in 0..<vectors {
          unsafe sums[r][v] += .load(addresses[r] + v * Lanes.scalarCount)
        }
      }
    } else {
      // Through a copy, as in `store`.
      var copy = InlineArray<rows, InlineArray<vectors, Lanes>>(
        repeating: .init(repeating: .zero))
      unsafe withUnsafeMutableBytes(of: &copy) { bytes in
        for r in 0..<rows {
          for c in 0..<count {
            unsafe bytes.storeBytes(
              of: addresses[r][c], toByteOffset: (r * vectors * Lanes.scalarCount + c) * 4,
              as: Float.self)
          }
        }
      }
      for r in 0..<rows {
        for v in 0..<vectors { sums[r][v] += copy[r][v] }
      }
    }
  }

  /// Writes the first `count` numbers of each row to its address.
  @inline(__always)
  func store(to addresses: InlineArray<rows, UnsafeMutablePointer<Float>>, first count: Int) {
    if count == vectors * Lanes.scalarCount {
      for r in 0..<rows {
        for v in 0..<vectors {
          unsafe sums[r][v].store(to: addresses[r] + v * Lanes.scalarCount)
        }
      }
    } else {
      // Through a copy: picking lanes by a variable would keep the sums themselves in memory.
      var copy = InlineArray<rows, InlineArray<vectors, Lanes>>(
        repeating: .init(repeating: .zero))
      for r in 0..<rows {
        for v in 0..<vectors { copy[r][v] = sums[r][v] }
      }
      unsafe withUnsafeBytes(of: &copy) { bytes in
        for r in 0..<rows {
          for c in 0..<count {
            unsafe addresses[r][c] = bytes.load(
              fromByteOffset: (r * vectors * Lanes.scalarCount + c) * 4, as: Float.self)
          }
        }
      }
    }
  }
}
