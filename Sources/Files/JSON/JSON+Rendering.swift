extension JSON {
  /// The value as JSON text: on one line, or `pretty`, a member a line and indented by two spaces.
  ///
  /// - Numbers take the fewest digits that read back as the same Double.
  /// - NaN and the infinities, which JSON has no words for, become null.
  /// - Text stays UTF-8; only quotes, backslashes and what a terminal would obey are escaped.
  package func rendered(pretty: Bool = false) -> String {
    var text = ""
    render(into: &text, indent: pretty ? 0 : nil)
    return text
  }

  private func render(into text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quote(value, into: &text)
    case .array(let values):
      Self.list(values, "[", "]", into: &text, indent: indent) { value, text, indent in
        value.render(into: &text, indent: indent)
      }
    case .object(let members):
      Self.list(members, "{", "}", into: &text, indent: indent) { member, text, indent in
        Self.quote(member.key, into: &text)
        text += indent == nil ? ":" : ": "
        member.value.render(into: &text, indent: indent)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, into text: inout String, indent: Int?,
    _ render: (Element, inout String, Int?) -> Void
  ) {
    let inner = indent.map { $0 + 2 }
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      render(element, &text, inner)
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // All of them are below U+10000.
      case _ where scalar.isObeyedByTerminals:
        text += "\\u" + NumberText.padded(scalar.value, 4, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
