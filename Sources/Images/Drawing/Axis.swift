import CLibrary
import Files

/// One axis of a chart: which values it spans, where they lie, and which of them are named.
package struct Axis: Sendable {
  package struct Tick: Sendable, Equatable {
    package let value: Double
    package let label: String
  }

  package let low: Double
  package let high: Double
  package let ticks: [Tick]

  /// An axis with about `count` ticks at round values. With `roundedEnds` it begins and ends with a
  /// tick; else exactly with the data. Values without a place on the axis do not count.
  package init(_ values: some Sequence<Double>, roundedEnds: Bool, count: Int) {
    let shown = values.filter { abs($0) < 1e300 }
    var low = shown.min() ?? 0
    var high = shown.max() ?? 1
    // A range too narrow to be told apart is widened about its value.
    if high - low <= max(abs(low), abs(high), 1e-280) * 1e-9 {
      let margin = max(abs(low) / 10, 1e-9)
      (low, high) = (low - margin, high + margin)
    }
    var marks = Self.steps(low, high, count)
    if roundedEnds {
      low = marks.last { $0 <= low } ?? low
      high = marks.first { $0 >= high } ?? high
    }
    let slack = (high - low) * 1e-9
    marks = marks.filter { $0 >= low - slack && $0 <= high + slack }
    let step = zip(marks.dropFirst(), marks).map { $0 - $1 }.min() ?? high - low
    (self.low, self.high) = (low, high)
    ticks = marks.map { Tick(value: $0, label: Self.label($0, step: step)) }
  }

  /// 0 at the low end, 1 at the high end.
  package func place(_ value: Double) -> Double { (value - low) / (high - low) }

  /// Multiples of 1, 2 or 5 times a power of ten around [low, high], `count` steps at most.
  private static func steps(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let rough = (high - low) / Double(count)
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 5].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) }) ?? 10 * power
    let first = Int((low / step + 1e-9).rounded(.down))
    let last = Int((high / step - 1e-9).rounded(.up))
    return (first...last).map { Double($0) * step }
  }

  /// The value with as many decimals as `step` has; thousands apart; a power where it is shorter.
  private static func label(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    let exponent = Int((log10(abs(step)) + 1e-9).rounded(.down))
    if abs(value) >= 1e7 || exponent < -4 {
      let own = Int((log10(abs(value)) + 1e-9).rounded(.down))
      let digits = max(0, own - exponent)
      return NumberText.fixed(value / pow(10, Double(own)), digits) + "e\(own)"
    }
    return NumberText.grouped(NumberText.fixed(value, max(0, -exponent)))
  }
}
