/// How a number went, in bars of a letter each: ▇▅▄▃▂▂▁▁.
package struct Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")
  private static let width = 16

  /// Means of `span` numbers each, the first first; at most `width` of them.
  private var means: [Double] = []
  private var span = 1
  /// Of numbers that are not yet in a mean.
  private var sum = 0.0
  private var count = 0

  package init() { means.reserveCapacity(Sparkline.width + 1) }

  package mutating func add(_ number: Double) {
    guard number.isFinite else { return }
    sum += number
    count += 1
    guard count == span else { return }
    means.append(sum / Double(count))
    (sum, count) = (0, 0)
    if means.count > Sparkline.width {
      // Room for as many again: neighbours become one. The odd one goes on.
      let pairs = means.count / 2
      if means.count > 2 * pairs {
        sum = means[2 * pairs] * Double(span)
        count = span
      }
      for pair in 0..<pairs { means[pair] = (means[2 * pair] + means[2 * pair + 1]) / 2 }
      means.removeLast(means.count - pairs)
      span *= 2
    }
  }

  /// From the least to the most, by roots: a loss falls far at first, and what it does later is to be seen too.
  package var text: String {
    guard let least = means.min(), let most = means.max(), most > least else { return "" }
    return String(
      means.map { mean in
        let height = ((mean - least) / (most - least)).squareRoot()
        return Sparkline.bars[Int((height * Double(Sparkline.bars.count - 1)).rounded())]
      })
  }
}
