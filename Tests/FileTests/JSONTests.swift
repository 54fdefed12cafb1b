import Files
import TestSupport
import Testing

@Suite("JSON is read strictly and written so that it reads back")
struct JSONTests {
  private static let validTexts: [(String, JSON)] = [
    ("null", JSON.null), (" true ", true), ("[1, -2,\n3]", [1, -2, 3]), ("-0.5e-3", -0.0005),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(0x1p63)),
    ("1E2", 100.0), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (#""größe \u00e9 \ud83d\ude00 😀""#, "größe é 😀 😀"), ("{}", .object([])), ("[]", .array([])),
    (#"{"a":{"b":[null,{}]},"":0}"#, ["a": ["b": [.null, .object([])]], "": 0]),
  ]

  @Test(arguments: validTexts)
  func valid(text: String, value: JSON) throws {
    #expect(try JSON(parsing: text) == value)
  }

  @Test(arguments: [
    ("", 0), ("tru", 0), ("[1,]", 3), ("{,}", 1), (#"{"a"1}"#, 4), (#"{"a":1,"a":2}"#, 7),
    ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("-", 1), ("1e", 2), ("1e999", 0), ("NaN", 0),
    ("\"a", 0), ("\"\u{1}\"", 1), (#""\x""#, 1), (#""\ud800""#, 1), (#""\udc00""#, 1), ("1 2", 2),
    ("[1 2]", 3), ("// a", 0), ("'a'", 0), (#""\u12"#, 5),
  ])
  func invalid(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error?.offset == offset, "\(text): \(String(describing: error))")
  }

  @Test func badBytesAreRefused() {
    let bytes: [UInt8] = [0x22, 0xFF, 0x22]
    #expect(throws: JSONError.self) { try JSON(parsing: bytes.span) }
  }

  @Test func depthIsLimited() throws {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    _ = try JSON(parsing: deep(100))
    #expect(throws: JSONError.self) { try JSON(parsing: deep(101)) }
    #expect(throws: JSONError.self) { try JSON(parsing: deep(1_000_000)) }
  }

  @Test func rendering() {
    let value: JSON = [
      "a": [1, 0.1, 1e300, .number(.nan), .number(-.infinity)], "b": "ä\"\n\u{1}", "c": .object([]),
    ]
    #expect(
      value.rendered() == #"{"a":[1,0.1,1e+300,null,null],"b":"ä\"\n\u0001","c":{}}"#)
    let pretty: JSON = ["a": [1], "b": []]
    #expect(pretty.rendered(pretty: true) == "{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}")
  }

  @Test("nothing that a terminal would obey stays as it is")
  func controls() throws {
    let text = "\u{7F}\u{80}\u{85}\u{9B}\u{9F}\u{A0}\u{202E}\u{2028}\u{2066}"
    let value: JSON = .object([JSON.Member(text, .string(text))])
    let escaped = #"\u007f\u0080\u0085\u009b\u009f"# + "\u{A0}" + #"\u202e\u2028\u2066"#
    #expect(value.rendered() == "{\"\(escaped)\":\"\(escaped)\"}")
    #expect(try JSON(parsing: value.rendered()) == value)
  }

  @Test func accessors() throws {
    let value = try JSON(parsing: #"{"n":3,"x":0.5,"s":"t","l":[1],"b":false}"#)
    #expect(value["n"]?.integer == 3 && value["n"]?.number == 3 && value["x"]?.number == 0.5)
    #expect(
      value["s"]?.string == "t" && value["l"]?.array?.count == 1 && value["b"]?.boolean == false)
    #expect(value["y"] == nil && value["s"]?.integer == nil && value["s"]?["t"] == nil)
  }

  @Test func whateverIsWrittenReadsBack() throws {
    var random = RepeatableNumbers(seed: 0)
    for _ in 0..<2_000 {
      let value = Self.any(depth: 4, &random)
      for pretty in [false, true] {
        let text = value.rendered(pretty: pretty)
        #expect(try JSON(parsing: text) == value, "\(text)")
      }
    }
  }

  /// A cut text is an error; a changed one is that or a value that reads back, never a trap.
  @Test func damagedTextsAreJudgedNotTrusted() throws {
    let bytes = Array(#"{"a":[1,-2.5e3,"\u00e9\n",{"b":null}],"c":true}"#.utf8)
    for place in bytes.indices {
      #expect(throws: JSONError.self, "\(place) bytes") {
        try JSON(parsing: bytes.span.extracting(0..<place))
      }
      for byte in UInt8.min...UInt8.max {
        var copy = bytes
        copy[place] = byte
        guard let value = try? JSON(parsing: copy.span) else { continue }
        #expect(try JSON(parsing: value.rendered()) == value, "\(byte) at \(place)")
      }
    }
  }

  private static func any(depth: Int, _ random: inout some RandomNumberGenerator) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &random))
    case 2: return .integer(Int.random(in: .min ... .max, using: &random))
    case 3:
      let value = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &random))
      return .number(value.isFinite ? value : 0.5)
    case 4: return .string(text(&random))
    case 5: return .array((0..<3).map { _ in any(depth: depth - 1, &random) })
    default:
      return .object(
        (0..<3).map { JSON.Member("\($0)" + text(&random), any(depth: depth - 1, &random)) })
    }
  }

  private static func text(_ random: inout some RandomNumberGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<6, using: &random) {
      let ranges: [ClosedRange<UInt32>] = [
        0...127, 128...0x2FF, 0xE000...0xFFFF, 0x10000...0x10FFFF,
      ]
      let range = ranges[Int.random(in: 0..<4, using: &random)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
