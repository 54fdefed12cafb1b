import Files

/// Text that is markup. What is put into it by \(...) is taken as words and escaped, unless it is markup itself.
package struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
  package private(set) var text: String

  package init(stringLiteral text: String) { self.text = text }
  package init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }

  /// Words as markup that shows them: on one line, and without what turns the order of letters around.
  package init(words: String) {
    text = ""
    for scalar in words.printable.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Pieces one after another.
  init(_ pieces: [HTML]) { text = pieces.map(\.text).joined(separator: "\n") }

  /// Markup, style, script or base64 as it stands.
  init(source: [UInt8]) { text = String(decoding: source, as: UTF8.self) }

  /// JSON for an element of scripts, which no text in it can end: `<` is always escaped.
  package init(_ json: JSON) { text = json.rendered().replacing("<", with: "\\u003c") }

  package struct StringInterpolation: StringInterpolationProtocol {
    var text = ""
    package init(literalCapacity: Int, interpolationCount: Int) {}
    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ words: String) { text += HTML(words: words).text }
    package mutating func appendInterpolation(_ number: Int) { text += "\(number)" }
    package mutating func appendInterpolation(_ html: HTML) { text += html.text }
  }
}

extension HTML {
  /// The source with the value of each `{{name}}` in its place; what is in a value stays as it is.
  package func filled(_ values: KeyValuePairs<String, HTML>) -> HTML {
    var filled: HTML = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest.firstRange(of: "}}") {
      let name = rest[open.upperBound..<close.lowerBound]
      guard let value = values.first(where: { $0.key == name })?.value else {
        preconditionFailure("a page has no value for \(name)")
      }
      filled.text += rest[..<open.lowerBound] + value.text
      rest = rest[close.upperBound...]
    }
    filled.text += rest
    return filled
  }
}
