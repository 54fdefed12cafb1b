/// Numbers in sentences.
enum Words {
  /// With two decimals.
  static func rounded(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int((abs(value) * 100).rounded())
    let sign = value < 0 && hundredths > 0 ? "-" : ""
    return "\(sign)\(hundredths / 100).\("0\(hundredths % 100)".suffix(2))"
  }

  static func gigabytes(_ bytes: Int) -> String { "\(rounded(Double(bytes) / 1e9)) GB" }
}
