#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers as people read them.
enum NumberText {
  /// `value` with so many digits after the point.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let factor = pow(10, Double(decimals))
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let digits = String(Int(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// A count with its thousands set apart: 12,345.
  static func grouped(_ count: Int) -> String {
    var text = ""
    for (index, digit) in String(abs(count)).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (count < 0 ? "-" : "") + String(text.reversed())
  }

  /// 1,234 things, 1 thing.
  static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? one : many ?? "\(one)s")"
  }

  /// 850 ms, 12 s, 3 min 20 s, 2 h 5 min.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "a long time" }
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
    return whole % 60 > 0 ? "\(minutes) min \(whole % 60) s" : "\(minutes) min"
  }

  /// 512 bytes, 3.2 kB, 18 MB.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    if value < 1000 { return "\(count) bytes" }
    for unit in ["kB", "MB", "GB"] {
      value /= 1000
      if value < 999.5 || unit == "GB" { return "\(fixed(value, value < 9.95 ? 1 : 0)) \(unit)" }
    }
    return "\(count) bytes"
  }

  /// `number` with zeros before it, so that names sort by number.
  static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// `text` at the right of a column of `width`.
  static func right(_ text: String, _ width: Int) -> String {
    TextColumns.spaces(width - text.count) + text
  }

  /// `text` at the left of a column of `width`.
  static func left(_ text: String, _ width: Int) -> String {
    text + TextColumns.spaces(width - text.count)
  }
}
