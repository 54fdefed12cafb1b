/// exp and the functions made of it. Each comment states the largest error in ulps, which the tests
/// verify over the range of floats. The polynomials come from `fit_polynomials.py`.
extension Lanes {
  /// exp(x) for |x| <= 87, at most 2 + |x| / 22 ulps off.
  @inline(__always)
  static func boundedExp(_ x: Lanes) -> Lanes {
    let (shifted, p) = eighthsAndRest(x)
    let scale = powerOfEighths(shifted)
    return scale.times(p, plus: scale)
  }

  /// exp(x) - 1 for |x| <= 87, at most 3 + |x| / 22 ulps off. With whole powers of 2, which are
  /// exact: the rounding of 2^(n / 8) would be a large part of a small difference.
  @inline(__always)
  static func boundedExpMinusOne(_ x: Lanes) -> Lanes {
    let (shifted, p) = wholesAndRest(x)
    let scale = powerOfTwo(shifted)
    return scale.times(p, plus: scale - 1)
  }

  /// 1 / (1 + exp(-x)), at most 3 + |x| / 22 ulps off for x > -87; 1.6e-38 below.
  @inline(__always)
  static func sigmoid(_ x: Lanes) -> Lanes {
    1 / onePlusExp(-x)
  }

  /// 1 + exp(x): what x sigmoid(x) = x / (1 + exp(-x)) divides by.
  @inline(__always)
  static func onePlusExp(_ x: Lanes) -> Lanes { 1 + boundedExp(x.atLeast(-87).atMost(87)) }

  /// y = exp(-|x|), from which both softplus and sigmoid of x follow.
  @inline(__always)
  static func expOfMinusMagnitude(_ x: Lanes) -> Lanes {
    boundedExp((-x.absolute).atLeast(-87))
  }

  /// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), at most 4 + |x| / 22 ulps off for x > -87;
  /// 1.6e-38 below.
  @inline(__always)
  static func softplus(_ x: Lanes, expOfMinusMagnitude y: Lanes) -> Lanes {
    // log(1 + y) = 2 s + s^3 Q(s^2) with s = y / (2 + y)
    let s = y / (y + 2)
    let z = s * s
    let q = z.times(Lanes(repeating: 0.28011993), plus: 0.28001803)
      .times(z, plus: 0.40021527).times(z, plus: 0.6666642)
    return (z * s).times(q, plus: s + s) + x.atLeast(0)
  }

  /// As close as `sigmoid`, and zero below -87 to 1.6e-38.
  @inline(__always)
  static func sigmoid(_ x: Lanes, expOfMinusMagnitude y: Lanes) -> Lanes {
    Lanes(repeating: 1).replacing(with: y, where: x .< 0) / (1 + y)
  }

  /// Adding this float rounds to a whole number and leaves that in the lowest bits.
  fileprivate static var rounder: Lanes {
    @inline(__always) get { Lanes(repeating: 0x1.8p23) }
  }

  /// exp(x) = 2^(n / 8) (1 + p) with x = n log(2) / 8 + r, |r| <= log(2) / 16: `rounder` + n, and
  /// p.
  @inline(__always)
  private static func eighthsAndRest(_ x: Lanes) -> (shifted: Lanes, p: Lanes) {
    let shifted = x.times(Lanes(repeating: 11.54156), plus: rounder)
    // log(2) / 8 is a float but for 2^-28.4 of it, which makes r and so the result |x| 2^-28.4
    // wrong, at most |x| / 22 ulps: a second part of the constant would cost more than it mends.
    let r = (shifted - rounder).times(Lanes(repeating: -0.0866434), plus: x)
    let q = r.times(Lanes(repeating: 0.16666979), plus: 0.50006455)
    return (shifted, (r * r).times(q, plus: r))
  }

  /// 2^(n / 8) of `rounder` + n, n = 8 m + j: the bits of 2^(j / 8), to whose exponent m is added.
  /// The shift carries j along, into the fraction, so the numbers to choose from are smaller by
  /// that.
  @inline(__always)
  private static func powerOfEighths(_ shifted: Lanes) -> Lanes {
    let fractions = SIMD8<Int32>(
      0x3f80_0000, 0x3f7b_95c2, 0x3f78_37f0, 0x3f75_fed7, 0x3f75_04f3, 0x3f75_672a, 0x3f77_44fd,
      0x3f7a_c0c7)
    return Lanes(bits: shifted.bits.choose(from: fractions) &+ (shifted.bits &<< 20))
  }

  /// exp(x) = 2^n (1 + p) with x = n log(2) + r, |r| <= log(2) / 2: `rounder` + n, and p.
  @inline(__always)
  private static func wholesAndRest(_ x: Lanes) -> (shifted: Lanes, p: Lanes) {
    let shifted = x.times(Lanes(repeating: 1.442695), plus: rounder)
    let r = (shifted - rounder).times(Lanes(repeating: -0.6931472), plus: x)
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
