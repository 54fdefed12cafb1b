/// One implementation for every level, with vectors that every CPU of the architecture has: no
/// operation is fused and each is rounded once, so that the bits are the same everywhere. A fill
/// costs a few nanoseconds a number, far less than what is then done with it.
extension RandomKernels {
  package func uniform(_ key: RandomKey, into x: inout MutableSpan<Float>) {
    RandomNumbers.fill(&x, RandomNumbers.uniform, key)
  }

  package func normal(_ key: RandomKey, into x: inout MutableSpan<Float>) {
    RandomNumbers.fill(&x, RandomNumbers.normal, key)
  }
}

/// Words to numbers, sixteen at once.
enum RandomNumbers {
  @inline(never)
  static func fill(
    _ x: inout MutableSpan<Float>, _ transform: (SIMD16<UInt32>) -> SIMD16<Float>, _ key: RandomKey
  ) {
    // Counters are 32 bits wide and give four words each.
    require(x.count <= 1 << 34, "a key has 2^34 numbers, and \(x.count) are wanted")
    for start in stride(from: 0, to: x.count, by: 16) {
      let numbers = transform(Philox.words(key, start / 16))
      for i in 0..<min(16, x.count - start) { x[start + i] = numbers[i] }
    }
  }

  /// The top 24 bits over 2^24. A float between 1 and 2 takes 23 of them as they are; the last is
  /// added as 0 or 2^-24. Both steps are exact.
  static func uniform(_ words: SIMD16<UInt32>) -> SIMD16<Float> {
    let last = (0 &- ((words &>> 8) & 1)) & Float(0x1p-24).bitPattern
    return float((words &>> 9) | Float(1).bitPattern) - 1 + float(last)
  }

  /// sqrt(-2 log(1 - u)) (cos(2 pi t), sin(2 pi t)) for each pair (u, t) of uniform numbers.
  static func normal(_ words: SIMD16<UInt32>) -> SIMD16<Float> {
    let uniform = uniform(words)
    let radius = (-2 * log(1 - uniform.evenHalf)).squareRoot()
    let (cos, sin) = cosSin(turns: uniform.oddHalf)
    var pairs = SIMD16<Float>()
    pairs.evenHalf = radius * cos
    pairs.oddHalf = radius * sin
    return pairs
  }

  /// log(u) for 2^-24 <= u <= 1, with u = 2^e m, sqrt(1/2) <= m < sqrt(2), s = (m - 1) / (m + 1):
  /// e log(2) + 2 s + s^3 Q(s^2). The fit's relative error is 8e-10, below the rounding's.
  static func log(_ u: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafe unsafeBitCast(u, to: SIMD8<UInt32>.self)
    let rootHalf = SIMD8(repeating: Float(0.5).squareRoot().bitPattern)
    let above = bits &- rootHalf
    let m = float((above & 0x7f_ffff) &+ rootHalf)
    // e + 32 > 0 becomes the lowest bits of a float with the exponent of 2^23.
    let shifted = (above &+ SIMD8(repeating: 32 << 23)) &>> 23
    let e = float(shifted | Float(0x1p23).bitPattern) - (0x1p23 + 32)
    let s = (m - 1) / (m + 1)
    let z = s * s
    let q = (z * 0.29870942 + 0.39977574) * z + 0.66666776
    return e * 0.6931472 + (s * 2 + s * z * q)
  }

  /// cos and sin of 2 pi t for 0 <= t <= 1: the nearest quarter turn, and polynomials for the rest
  /// of at most an eighth. The fits' relative errors are 1e-8 and 3e-8.
  static func cosSin(turns t: SIMD8<Float>) -> (cos: SIMD8<Float>, sin: SIMD8<Float>) {
    // Adding 2^23 rounds to a whole number and leaves it in the lowest bits.
    let shifted = t * 4 + 0x1p23
    let quarters = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
    let r = t - (shifted - 0x1p23) * 0.25
    let z = r * r
    let sin = r * (((z * -75.39356 + 81.592354) * z - 41.341663) * z + 6.2831855)
    let cos = z * (((z * 59.22924 - 85.44324) * z + 64.93932) * z - 19.739208) + 1
    // A quarter turn takes (cos, sin) to (-sin, cos).
    let odd = (quarters & 1) .== 1
    let signOfCos = ((quarters &+ 1) & 2) &<< 30
    let signOfSin = (quarters & 2) &<< 30
    return (
      flip(cos.replacing(with: sin, where: odd), signOfCos),
      flip(sin.replacing(with: cos, where: odd), signOfSin)
    )
  }

  private static func flip(_ x: SIMD8<Float>, _ sign: SIMD8<UInt32>) -> SIMD8<Float> {
    float(unsafe unsafeBitCast(x, to: SIMD8<UInt32>.self) ^ sign)
  }

  private static func float(_ bits: SIMD8<UInt32>) -> SIMD8<Float> {
    unsafe unsafeBitCast(bits, to: SIMD8<Float>.self)
  }

  private static func float(_ bits: SIMD16<UInt32>) -> SIMD16<Float> {
    unsafe unsafeBitCast(bits, to: SIMD16<Float>.self)
  }
}
