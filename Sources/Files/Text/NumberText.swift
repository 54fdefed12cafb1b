/// Numbers as people read them.
package enum NumberText {
  /// `value` with so many digits after the point.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let digits = padded(Int(scaled), decimals + 1)
    let point = decimals > 0 ? "." : ""
    return "\(sign)\(digits.dropLast(decimals))\(point)\(digits.suffix(decimals))"
  }

  /// A count with its thousands set apart: 12,345.
  package static func grouped(_ count: Int) -> String { grouped(String(count)) }

  /// The same of a number that is text already: 12,345.70.
  package static func grouped(_ number: String) -> String {
    let digits = number.drop { $0 == "-" }.prefix { $0 != "." }
    var text = number.hasPrefix("-") ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text + number[digits.endIndex...]
  }

  /// 1,234 things, 1 thing.
  package static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? one : many ?? "\(one)s")"
  }

  /// 850 ms, 12 s, 3 min 20 s, 2 h 5 min.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "a long time" }
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
    return whole % 60 > 0 ? "\(minutes) min \(whole % 60) s" : "\(minutes) min"
  }

  /// 512 bytes, 3.2 kB, 18 MB.
  package static func bytes(_ count: Int) -> String {
    var value = Double(count)
    if value < 1000 { return counted(count, "byte") }
    for unit in ["kB", "MB", "GB"] {
      value /= 1000
      if value < 999.5 || unit == "GB" { return "\(fixed(value, value < 9.95 ? 1 : 0)) \(unit)" }
    }
    return counted(count, "byte")
  }

  /// A number in at least so many digits, so that names sort by it.
  package static func padded(
    _ number: some BinaryInteger, _ digits: Int, radix: Int = 10
  ) -> String {
    let text = String(number, radix: radix)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
