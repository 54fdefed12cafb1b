#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One axis of a chart: which values it spans, where they lie, and which of them are named.
package struct Axis: Sendable {
  package struct Tick: Sendable, Equatable {
    package let value: Double
    package let label: String
  }

  package let low: Double
  package let high: Double
  package let isLogarithmic: Bool
  package let ticks: [Tick]

  /// An axis with about `count` ticks at round values. With `roundedEnds` it begins and ends with a
  /// tick; else exactly with the data. Values without a place on the axis do not count.
  package init(
    _ values: some Sequence<Double>, isLogarithmic: Bool = false, roundedEnds: Bool, count: Int
  ) {
    let shown = values.filter { abs($0) < 1e300 && (!isLogarithmic || $0 > 1e-300) }
    var low = shown.min() ?? (isLogarithmic ? 1 : 0)
    var high = shown.max() ?? (isLogarithmic ? 10 : 1)
    // A range too narrow to be told apart is widened about its value.
    if high - low <= max(abs(low), abs(high), 1e-280) * 1e-9 {
      let margin = max(abs(low) / 10, 1e-9)
      (low, high) = isLogarithmic ? (low / 2, high * 2) : (low - margin, high + margin)
    }
    var marks = isLogarithmic ? Self.decades(low, high, count) : Self.steps(low, high, count)
    if roundedEnds {
      low = marks.last { $0 <= low } ?? low
      high = marks.first { $0 >= high } ?? high
    }
    let slack = (high - low) * 1e-9
    marks = marks.filter { $0 >= low - slack && $0 <= high + slack }
    let step = zip(marks.dropFirst(), marks).map { $0 - $1 }.min() ?? high - low
    (self.low, self.high, self.isLogarithmic) = (low, high, isLogarithmic)
    ticks = marks.map { mark in
      Tick(value: mark, label: Self.label(mark, step: isLogarithmic ? mark : step))
    }
  }

  /// 0 at the low end, 1 at the high end.
  package func place(_ value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low))
      : (value - low) / (high - low)
  }

  /// Multiples of 1, 2 or 5 times a power of ten around [low, high], `count` steps at most.
  private static func steps(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let rough = (high - low) / Double(count)
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 5].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) }) ?? 10 * power
    let first = Int((low / step + 1e-9).rounded(.down))
    let last = Int((high / step - 1e-9).rounded(.up))
    return (first...last).map { Double($0) * step }
  }

  /// Powers of ten around [low, high], every n-th of them so that there are at most `count` steps;
  /// with 2 and 5 between them where the decades are few.
  private static func decades(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let first = Int((log10(low) + 1e-9).rounded(.down))
    let last = Int((log10(high) - 1e-9).rounded(.up))
    let every = max(1, (last - first + count - 1) / count)
    let between: [Double] = (last - first) * 3 <= count ? [1, 2, 5] : [1]
    return stride(from: first, through: last + every - 1, by: every).flatMap { exponent in
      between.map { $0 * pow(10, Double(exponent)) }
    }
  }

  /// The value with as many decimals as `step` has; thousands apart; a power where it is shorter.
  private static func label(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    let exponent = Int((log10(abs(step)) + 1e-9).rounded(.down))
    if abs(value) >= 1e7 || exponent < -4 {
      let own = Int((log10(abs(value)) + 1e-9).rounded(.down))
      let digits = max(0, own - exponent)
      return Number.fixed(value / pow(10, Double(own)), decimals: digits) + "e\(own)"
    }
    return Number.fixed(value, decimals: max(0, -exponent))
  }
}
