/// exp and its kin. Each comment states the largest error in ulps, which the tests hold it to over the
/// range of floats. The polynomials come from `fit_polynomials.py`.
extension Lanes {
  /// exp(x), at most 2 ulps off; below -104 zero, above 89 infinity.
  @inline(__always)
  static func exp(_ x: Lanes) -> Lanes {
    let (shifted, p) = exponentAndRest(x.atLeast(-104).atMost(89))
    // 2^n in two factors, because n may lie beyond the exponents of normal floats.
    let n = shifted.bits &- rounder.bits
    let half = n &>> 1
    let first = Lanes(bits: (half &+ 127) &<< 23)
    let second = Lanes(bits: (n &- half &+ 127) &<< 23)
    return first.times(p, plus: first) * second
  }

  /// exp(x) for |x| <= 87, at most 2 ulps off.
  @inline(__always)
  static func boundedExp(_ x: Lanes) -> Lanes {
    let (shifted, p) = exponentAndRest(x)
    let scale = powerOfTwo(shifted)
    return scale.times(p, plus: scale)
  }

  /// exp(x) - 1 for |x| <= 87, at most 3 ulps off.
  @inline(__always)
  static func boundedExpMinusOne(_ x: Lanes) -> Lanes {
    let (shifted, p) = exponentAndRest(x)
    let scale = powerOfTwo(shifted)
    return scale.times(p, plus: scale - 1)
  }

  /// 1 / (1 + exp(-x)), at most 3 ulps off for x > -87; 1.6e-38 below.
  @inline(__always)
  static func sigmoid(_ x: Lanes) -> Lanes {
    1 / onePlusExp(-x)
  }

  /// 1 + exp(x): what x sigmoid(x) = x / (1 + exp(-x)) divides by.
  @inline(__always)
  static func onePlusExp(_ x: Lanes) -> Lanes { 1 + boundedExp(x.atLeast(-87).atMost(87)) }

  /// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), at most 4 ulps off for x > -87; 1.6e-38 below.
  @inline(__always)
  static func softplus(_ x: Lanes) -> Lanes { softplusAndSigmoid(x).softplus }

  /// Both with one exponential, with the errors of each.
  @inline(__always)
  static func softplusAndSigmoid(_ x: Lanes) -> (softplus: Lanes, sigmoid: Lanes) {
    let y = boundedExp((-x.absolute).atLeast(-87))
    // log(1 + y) = 2 s + s^3 Q(s^2) with s = y / (2 + y)
    let s = y / (y + 2)
    let z = s * s
    let q = z.times(Lanes(repeating: 0.28011993), plus: 0.28001803)
      .times(z, plus: 0.40021527).times(z, plus: 0.6666642)
    return (
      (z * s).times(q, plus: s + s) + x.atLeast(0),
      Lanes(repeating: 1).replacing(with: y, where: x .< 0) / (1 + y)
    )
  }

  /// tanh(|x|) = -e / (2 + e), e = exp(-2 |x|) - 1, which keeps small x; at most 5 ulps off.
  @inline(__always)
  static func tanh(_ x: Lanes) -> Lanes {
    let e = boundedExpMinusOne((x.absolute * -2).atLeast(-40))
    return (e / (e + 2)).signed(as: x)
  }

  /// log(x), at most 3 ulps off; -infinity of zero, NaN below.
  @inline(__always)
  static func log(_ x: Lanes) -> Lanes {
    // x = 2^e m with sqrt(1/2) <= m < sqrt(2), after subnormal numbers are made normal.
    let isSmall = x .< 0x1p-126
    let scaled = x.replacing(with: x * 0x1p24, where: isSmall)
    let rootHalf = LaneBits(repeating: 0x3f35_04f3)
    let above = scaled.bits &- rootHalf
    let m = Lanes(bits: (above & 0x7f_ffff) &+ rootHalf)
    let whole = Lanes(bits: (above &>> 23) &+ rounder.bits) - rounder
    let e = whole - Lanes.zero.replacing(with: 24, where: isSmall)
    let s = (m - 1) / (m + 1)
    let z = s * s
    let q = z.times(Lanes(repeating: 0.29870942), plus: 0.39977574).times(z, plus: 0.66666776)
    let finite = e.times(Lanes(repeating: 0.6931472), plus: (z * s).times(q, plus: s + s))
    return finite.replacing(with: x + .infinity, where: .!(x .< .infinity))
      .replacing(with: -.infinity, where: x .== 0).replacing(with: .nan, where: x .< 0)
  }

  /// log(1 + x), at most 4 ulps off: log of the rounded sum, and what the sum lost.
  @inline(__always)
  static func log1p(_ x: Lanes) -> Lanes {
    let sum = 1 + x
    let lost = (x - (sum - 1)) / sum
    let hasRest = (sum .> 0) .& (sum .< .infinity)
    return log(sum) + Lanes.zero.replacing(with: lost, where: hasRest)
  }

  /// Adding this float rounds to a whole number and leaves that in the lowest bits.
  fileprivate static var rounder: Lanes {
    @inline(__always) get { Lanes(repeating: 0x1.8p23) }
  }

  /// exp(x) = 2^n (1 + p) with x = n log 2 + r, |r| <= log(2) / 2: `rounder` + n, and p.
  @inline(__always)
  private static func exponentAndRest(_ x: Lanes) -> (shifted: Lanes, p: Lanes) {
    let shifted = x.times(Lanes(repeating: 1.442695), plus: rounder)
    let n = shifted - rounder
    // log 2 in two parts, the first of so few bits that n times it is exact.
    let r = n.times(
      Lanes(repeating: 2.1219444e-4), plus: n.times(Lanes(repeating: -0.693359375), plus: x))
    let q = r.times(Lanes(repeating: 0.001381461), plus: 0.00836871)
      .times(r, plus: 0.04166839).times(r, plus: 0.16666521).times(r, plus: 0.49999994)
    return (shifted, (r * r).times(q, plus: r))
  }

  /// 2^n of `rounder` + n: the shift leaves n alone, in the place of the exponent.
  @inline(__always)
  private static func powerOfTwo(_ shifted: Lanes) -> Lanes {
    Lanes(bits: (shifted.bits &<< 23) &+ LaneBits(repeating: 127 << 23))
  }
}
