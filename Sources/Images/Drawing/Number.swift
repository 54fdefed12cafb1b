/// Numbers as people write them.
enum Number {
  /// `value` with so many decimals, rounded, thousands apart: 12,345.70. For |value| below 1e9.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let unit = (0..<decimals).reduce(1) { power, _ in power * 10 }
    let scaled = Int((abs(value) * Double(unit)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let fraction = String(scaled % unit)
    let padding = String(repeating: "0", count: max(0, decimals - fraction.utf8.count))
    return sign + grouped(scaled / unit) + (decimals > 0 ? "." + padding + fraction : "")
  }

  private static func grouped(_ value: Int) -> String {
    let digits = Array(String(value))
    return digits.indices.reduce(into: "") { text, i in
      if i > 0 && (digits.count - i).isMultiple(of: 3) { text.append(",") }
      text.append(digits[i])
    }
  }
}
