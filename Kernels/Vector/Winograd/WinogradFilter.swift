/// Minimal filtering on one axis, F(2, n): two results y of a window g of n taps over n + 1 numbers d, from
/// n + 1 products instead of 2 n. Each product is of one number made of d and one made of g:
///
///     y = results(spread(g) * differences(d))
///
/// The gradient of g goes the other way, from the gradient of y:
///
///     taps(spread(y) * differences(d))
///
/// On two axes every number is a row of numbers (`WinogradSquare.transformed`). Only additions and halves are
/// put around the products, so little accuracy is lost.
protocol WinogradFilter {
  /// Of n x n taps.
  associatedtype Window: WinogradNumbers
  /// Of (n + 1) x (n + 1) points.
  associatedtype Points: WinogradNumbers

  static func spread(_ window: Window) -> Points
  static func spread(_ results: WinogradSquare<2>) -> Points
  static func differences(_ numbers: Points) -> Points
  static func results(_ products: Points) -> WinogradSquare<2>
  static func taps(_ sums: Points) -> Window
}

/// F(2, 2), nine products for sixteen:
///
///     m0 = (d0 - d1) g0        y0 = m0 + m1 = d0 g0 + d1 g1
///     m1 = d1 (g0 + g1)        y1 = m1 + m2 = d1 g0 + d2 g1
///     m2 = (d2 - d1) g1
enum TwoTaps: WinogradFilter {
  @inline(__always)
  static func spread(_ pairs: WinogradSquare<2>) -> WinogradSquare<3> {
    pairs.transformed { [$0[0], $0[0] + $0[1], $0[1]] }
  }

  @inline(__always)
  static func differences(_ numbers: WinogradSquare<3>) -> WinogradSquare<3> {
    numbers.transformed { [$0[0] - $0[1], $0[1], $0[2] - $0[1]] }
  }

  @inline(__always)
  static func results(_ products: WinogradSquare<3>) -> WinogradSquare<2> {
    products.transformed { [$0[0] + $0[1], $0[1] + $0[2]] }
  }

  /// A window has as many taps as there are results, and they are found alike.
  @inline(__always)
  static func taps(_ sums: WinogradSquare<3>) -> WinogradSquare<2> { results(sums) }
}

/// F(2, 3), sixteen products for thirty-six:
///
///     m0 = (d0 - d2) g0                   y0 = m0 + m1 + m2 = d0 g0 + d1 g1 + d2 g2
///     m1 = (d1 + d2) (g0 + g1 + g2) / 2   y1 = m1 - m2 - m3 = d1 g0 + d2 g1 + d3 g2
///     m2 = (d2 - d1) (g0 - g1 + g2) / 2
///     m3 = (d1 - d3) g2
enum ThreeTaps: WinogradFilter {
  @inline(__always)
  static func spread(_ window: WinogradSquare<3>) -> WinogradSquare<4> {
    window.transformed {
      let (outer, middle) = (0.5 * ($0[0] + $0[2]), 0.5 * $0[1])
      return [$0[0], outer + middle, outer - middle, $0[2]]
    }
  }

  @inline(__always)
  static func spread(_ results: WinogradSquare<2>) -> WinogradSquare<4> {
    results.transformed { [$0[0], $0[0] + $0[1], $0[0] - $0[1], -$0[1]] }
  }

  @inline(__always)
  static func differences(_ numbers: WinogradSquare<4>) -> WinogradSquare<4> {
    numbers.transformed { [$0[0] - $0[2], $0[1] + $0[2], $0[2] - $0[1], $0[1] - $0[3]] }
  }

  @inline(__always)
  static func results(_ products: WinogradSquare<4>) -> WinogradSquare<2> {
    products.transformed { [$0[0] + ($0[1] + $0[2]), ($0[1] - $0[2]) - $0[3]] }
  }

  @inline(__always)
  static func taps(_ sums: WinogradSquare<4>) -> WinogradSquare<3> {
    sums.transformed {
      let both = 0.5 * ($0[1] + $0[2])
      return [$0[0] + both, 0.5 * ($0[1] - $0[2]), both + $0[3]]
    }
  }
}
