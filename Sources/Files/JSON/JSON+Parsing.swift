/// What is wrong with a JSON text, and at which byte of it.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  package let problem: String
  package let offset: Int

  package var description: String { "not valid JSON: \(problem) at byte \(offset)" }
}

extension JSON {
  /// The value that `text` stands for, by the letter of RFC 8259: no comments, no trailing commas,
  /// no bytes after the value, no member twice, valid UTF-8, at most 100 values deep.
  package init(parsing text: String) throws(JSONError) {
    let bytes = Array(text.utf8)
    try self.init(parsing: bytes.span)
  }

  package init(parsing bytes: Span<UInt8>) throws(JSONError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }
}

private struct JSONParser: ~Escapable {
  private let bytes: Span<UInt8>
  private var position = 0
  private static let deepest = 100

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  @_lifetime(self: copy self)
  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 1)
    guard peek() == nil else { throw error("something follows the value") }
    return value
  }

  @_lifetime(self: copy self)
  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth <= Self.deepest else { throw error("values nest too deeply") }
    skipSpace()
    defer { skipSpace() }
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    case nil: throw error("the text ends where a value should stand")
    default: throw error("no value starts like this")
    }
  }

  @_lifetime(self: copy self)
  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    position += 1
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let start = position
      guard peek() == UInt8(ascii: "\"") else { throw error("a member's name is missing") }
      let key = try string()
      guard keys.insert(key).inserted else { throw error("a member is there twice", at: start) }
      skipSpace()
      guard take(":") else { throw error("a colon is missing") }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw error("a comma or the object's end is missing") }
    return .object(members)
  }

  @_lifetime(self: copy self)
  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    var values: [JSON] = []
    position += 1
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
    } while take(",")
    guard take("]") else { throw error("a comma or the array's end is missing") }
    return .array(values)
  }

  // MARK: - Words and numbers

  @_lifetime(self: copy self)
  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let start = position
    for byte in "\(word)".utf8 {
      guard peek() == byte else { throw error("no value starts like this", at: start) }
      position += 1
    }
    return value
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  @_lifetime(self: copy self)
  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    var isWhole = true
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") {
      isWhole = false
      try digits()
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = text(start..<position)
    if isWhole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw error("a number is too large", at: start)
    }
    return .number(value)
  }

  @_lifetime(self: copy self)
  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    guard position > start else { throw error("a digit is missing") }
  }

  // MARK: - Strings

  @_lifetime(self: copy self)
  private mutating func string() throws(JSONError) -> String {
    let start = position
    var units: [UInt8] = []
    position += 1
    while let byte = peek() {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: units, as: UTF8.self) else {
          throw error("a string is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"): units.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20: throw error("a control character stands in a string", at: position - 1)
      default: units.append(byte)
      }
    }
    throw error("a string does not end", at: start)
  }

  @_lifetime(self: copy self)
  private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
    let start = position - 1
    guard let byte = peek() else { throw error("a string does not end", at: start) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try fourHexDigits()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // Half of a surrogate pair: the other half must follow.
      guard unit < 0xDC00, take("\\"), take("u") else { throw error("half a character", at: start) }
      let low = try fourHexDigits()
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw error("half a character", at: start) }
      return scalar
    default: throw error("an unknown escape", at: start)
    }
  }

  @_lifetime(self: copy self)
  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits are missing")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }

  // MARK: - Bytes

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  @_lifetime(self: copy self)
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  @_lifetime(self: copy self)
  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func text(_ range: Range<Int>) -> String {
    var text = ""
    for index in range { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return text
  }

  private func error(_ problem: String, at offset: Int? = nil) -> JSONError {
    JSONError(problem: problem, offset: offset ?? position)
  }
}
