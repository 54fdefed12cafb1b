/// Text laid out in columns for a screen of 80.
enum TextColumns {
  static let width = 80

  /// Pairs as two columns, the right one wrapped; a left side too long for its column stands alone.
  static func table(
    _ rows: [(left: String, right: String)], indent: Int = 2, leftWidth: Int
  ) -> String {
    let margin = indent + leftWidth + 2
    var lines: [String] = []
    for row in rows {
      var texts = wrapped(row.right, to: width - margin)[...]
      let left = spaces(indent) + row.left
      if row.left.count <= leftWidth, let first = texts.popFirst() {
        lines.append(left + spaces(margin - left.count) + first)
      } else {
        lines.append(left)
      }
      lines += texts.map { spaces(margin) + $0 }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// `text` in lines of at most `limit` letters, broken between words; a longer word stands alone.
  static func wrapped(_ text: String, to limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > limit {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// `text` at the right of a column of `width`.
  static func right(_ text: String, _ width: Int) -> String { spaces(width - text.count) + text }

  /// `text` at the left of a column of `width`.
  static func left(_ text: String, _ width: Int) -> String { text + spaces(width - text.count) }

  static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
