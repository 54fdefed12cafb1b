import Commands
import Options
import Testing

@Suite("Typed words become values, or an error that says what would be right")
struct LineTests {
  static let count = Option("count", short: "n", .integer(1...100), default: 64, "how many")
  static let warmth = Option("warmth", .number(0...10), default: 1, "how warm")
  static let plus = Option(group: "plus", .file, "pictures that have it")
  static let curve = Option(
    "curve", formerly: "path", .choice(["slerp": 1, "lerp": 2]), default: 1, "the way")
  static let mirror = Option(flag: "mirror", short: "m", "mirrored")
  static let out = Argument("OUT", .optional, "the file")
  static let pictures = Argument("PATH", .oneOrMore, "the pictures")

  static func command(_ arguments: [Argument]) -> Command {
    Command(
      "draw", "draws", examples: [], arguments: arguments,
      options: [
        OptionGroup("Drawing", [count.declaration, warmth.declaration, plus.declaration]),
        OptionGroup(
          "Looks", [curve.declaration, mirror.declaration]),
      ], details: ""
    ) { _, _ in .done }
  }

  private func parse(_ words: String, _ arguments: [Argument] = [out]) throws(UsageError)
    -> ParsedLine
  {
    try Parser(Self.command(arguments)).parse(words.split(separator: " ").map(String.init))
  }

  @Test(
    "a number may be typed in every customary way",
    arguments: [
      "--count 12", "--count=12", "-n 12", "-n12", "-n=12", "-n 3 --count 12",
    ])
  func spellings(words: String) throws {
    #expect(try parse(words)[Self.count] == 12)
  }

  @Test(
    "a name of the version before is understood, with advice",
    arguments: ["--path lerp", "--path=lerp", "--path slerp --curve lerp"])
  func formerNames(words: String) throws {
    let line = try parse(words)
    #expect(line[Self.curve] == 2 && line.has(Self.curve))
    #expect(line.advice == ["--path is --curve now; the next version knows only that"])
    #expect(try parse("--curve lerp").advice.isEmpty)
  }

  @Test("without its option a value is the default")
  func defaults() throws {
    let line = try parse("")
    #expect(line[Self.count] == 64 && line[Self.warmth] == 1 && !line[Self.mirror])
    #expect(line[Self.plus] == [] && line[Self.out] == [] && !line.has(Self.count))
  }

  @Test("groups take words up to the next option and add up")
  func groups() throws {
    let line = try parse("out.png --plus a b -m --plus c")
    #expect(line[Self.plus] == ["a", "b", "c"] && line[Self.mirror])
    #expect(line[Self.out] == ["out.png"])
  }

  @Test("after -- everything is an argument, and - always is")
  func plainWords() throws {
    #expect(try parse("-m -- --odd.png")[Self.out] == ["--odd.png"])
    #expect(try parse("-")[Self.out] == ["-"])
    #expect(try parse("-.jpg")[Self.out] == ["-.jpg"])
    #expect(try parse("--plus - -.csv -m")[Self.plus] == ["-", "-.csv"])
  }

  @Test("arguments fill up from the left, leaving what later ones need")
  func arguments() throws {
    let line = try parse("a b c", [Self.pictures, Argument("DIR", .one, "where")])
    #expect(line[Self.pictures] == ["a", "b"])
  }

  @Test(
    "what cannot be understood is refused by name",
    arguments: [
      ("--cuont 3", UsageError.unknownOption("--cuont", suggestion: "--count")),
      ("-count 3", .unknownOption("-count", suggestion: "--count")),
      ("-x", .unknownOption("-x", suggestion: nil)),
      ("--count", .missingValue(option: "--count", expectation: "N")),
      ("--count --mirror", .missingValue(option: "--count", expectation: "N")),
      ("--mirror=3", .unwantedValue(option: "--mirror")),
      ("-n 0", .badValue(option: "count", text: "0", expectation: "a whole number from 1 to 100")),
      (
        "--count x",
        .badValue(option: "count", text: "x", expectation: "a whole number from 1 to 100")
      ),
      (
        "--warmth -1", .badValue(option: "warmth", text: "-1", expectation: "a number from 0 to 10")
      ),
      (
        "--warmth nan",
        .badValue(option: "warmth", text: "nan", expectation: "a number from 0 to 10")
      ),
      ("--curve up", .badValue(option: "curve", text: "up", expectation: "slerp or lerp")),
      ("a b", .unwantedArgument("b")),
    ])
  func errors(words: String, expected: UsageError) {
    #expect(throws: expected) { try parse(words) }
  }

  @Test("a missing argument says what it is for")
  func missing() {
    #expect(throws: UsageError.missingArgument("PATH...", what: "the pictures")) {
      try parse("-m", [Self.pictures])
    }
    let words = [Argument("PICTURE", .one, "which"), Self.pictures]
    #expect(throws: UsageError.missingArgument("PICTURE", what: "which")) { try parse("", words) }
    #expect(throws: UsageError.missingArgument("PATH...", what: "the pictures")) {
      try parse("a", words)
    }
  }

  @Test(
    "times, counts and lists of seeds",
    arguments: [
      ("90", 90.0), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("1.5m", 90), ("1", 1),
      ("1h30", 5400), ("1h30m15", 5415), ("2m5", 125), ("1h5s", 3605), ("30m1h", nil), ("5s1", nil),
      ("1m1m", nil),
      ("0", nil), ("0.5", nil), ("0.9s", nil), ("2h1s", nil), ("m", nil), ("10x", nil),
      ("-3s", nil),
    ])
  func durations(text: String, seconds: Double?) {
    #expect(ValueType.duration(1...7200).parse(text) == seconds)
  }

  @Test(
    "numbers of pictures fit every place that shows them",
    arguments: [
      ("7", [7]), ("3,7,20-22", [3, 7, 20, 21, 22]), ("9223372036854775807", [.init(Int.max)]),
      ("9223372036854775808", nil), ("5-2", nil), ("-1", nil), ("1-", nil), ("", nil),
    ] as [(String, [UInt64]?)])
  func seeds(text: String, seeds: [UInt64]?) {
    #expect(SeedList(text)?.seeds == seeds)
    if seeds?.count ?? 0 <= 1 { #expect(ValueType.seed.parse(text) == seeds?.first) }
  }

  @Test(
    "counts with and without a unit",
    arguments: [
      ("64k", 64_000), ("100M", 100_000_000), ("7", 7), ("", nil), ("M", nil), ("1T", nil),
      ("99999999999999999999G", nil),
    ])
  func counts(text: String, count: Int?) {
    #expect(ValueType<Int>.count(1...Int.max).parse(text) == count)
  }

  @Test(
    "the distance of words counts slips of the finger",
    arguments: [
      ("sample", "sample", 0), ("sampel", "sample", 1), ("smple", "sample", 1), ("", "abc", 3),
      ("sapmle", "sample", 1), ("train", "sample", 6),
    ])
  func distances(a: String, b: String, distance: Int) {
    #expect(Suggestion.distance(a, b) == distance)
    #expect(Suggestion.distance(b, a) == distance)
  }
}
