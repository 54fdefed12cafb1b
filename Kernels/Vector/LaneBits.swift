/// The bits of each lane, as integers.
typealias LaneBits = Lanes.MaskStorage

/// The few operations on vectors that the functions need, in forms that compile to one or two
/// instructions each.
extension Lanes {
  @inline(__always)
  init(bits: LaneBits) { self = unsafe unsafeBitCast(bits, to: Lanes.self) }

  @inline(__always)
  var bits: LaneBits { unsafe unsafeBitCast(self, to: LaneBits.self) }

  /// self factor + term, rounded once.
  @inline(__always)
  func times(_ factor: Lanes, plus term: Lanes) -> Lanes { term.addingProduct(self, factor) }

  /// self factor + term, rounded once.
  @inline(__always)
  func times(_ factor: Lanes, plus term: Float) -> Lanes {
    Lanes(repeating: term).addingProduct(self, factor)
  }

  /// max(self, limit); NaN stays NaN.
  @inline(__always)
  func atLeast(_ limit: Float) -> Lanes { replacing(with: limit, where: self .< limit) }

  /// min(self, limit); NaN stays NaN.
  @inline(__always)
  func atMost(_ limit: Float) -> Lanes { replacing(with: limit, where: self .> limit) }

  @inline(__always)
  var absolute: Lanes { Lanes(bits: bits & 0x7fff_ffff) }

  /// The magnitude of self with the sign of `other`.
  @inline(__always)
  func signed(as other: Lanes) -> Lanes {
    Lanes(bits: (bits & 0x7fff_ffff) | (other.bits & LaneBits(repeating: .min)))
  }

  /// The sum of all lanes: halves are added until one number is left.
  @inline(__always)
  var total: Float {
    var sums = self
    var width = Lanes.scalarCount / 2
    while width > 0 {
      for lane in 0..<width { sums[lane] += sums[lane + width] }
      width /= 2
    }
    return sums[0]
  }
}
