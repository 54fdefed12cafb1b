import CLanes

/// The bits of each lane, as integers.
typealias LaneBits = Lanes.MaskStorage

/// Operations on vectors, in forms that compile to one or two instructions each.
extension Lanes {
  @inline(__always)
  init(bits: LaneBits) { self = unsafe unsafeBitCast(bits, to: Lanes.self) }

  @inline(__always)
  var bits: LaneBits { unsafe unsafeBitCast(self, to: LaneBits.self) }

  /// self factor + term, rounded once.
  @inline(__always)
  func times(_ factor: Lanes, plus term: Float) -> Lanes {
    times(factor, plus: Lanes(repeating: term))
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
}

// self factor + term, rounded once.

extension SIMD4<Float> {
  @inline(__always)
  func times(_ factor: Self, plus term: Self) -> Self { fused4(self, factor, term) }
}

extension SIMD8<Float> {
  @inline(__always)
  func times(_ factor: Self, plus term: Self) -> Self { fused8(self, factor, term) }
}

extension SIMD16<Float> {
  @inline(__always)
  func times(_ factor: Self, plus term: Self) -> Self { fused16(self, factor, term) }
}

// The sum of all lanes: halves are added until one number is left.

extension SIMD2<Float> {
  @inline(__always)
  var total: Float { self[0] + self[1] }
}

extension SIMD4<Float> {
  @inline(__always)
  var total: Float { (lowHalf + highHalf).total }
}

extension SIMD8<Float> {
  @inline(__always)
  var total: Float { (lowHalf + highHalf).total }
}

extension SIMD16<Float> {
  @inline(__always)
  var total: Float { (lowHalf + highHalf).total }
}
