import Files
import Foundation
import TestSupport
import Testing

@Suite("Codes are read from what encode and other programs write, and from nothing else")
struct CodeFileTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("names on two lines stay on one", arguments: ["npy", "csv", "jsonl"])
  func oddNames(format: String) throws {
    let (codes, grid) = try (run.fresh("codes.\(format)"), run.fresh("grid.png"))
    let odd = try run.fresh("a\n\"b\",\u{2028}c.png")
    try FileManager.default.copyItem(atPath: run.folder(run.pictures[0]), toPath: odd)
    #expect(try run.use("encode", odd, run.pictures[1], "-o", codes).code == 0)
    #expect(try run.use("decode", codes, "-o", grid).code == 0)
    let list = format == "npy" ? codes + ".txt" : codes
    let lines = try WholeFile.read(list).split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == (format == "csv" ? 3 : 2))
  }

  @Test(
    "an array of another shape is refused",
    arguments: [[], [0], [512], [2, 255], [2, 3, 256], [2, 2, 255], [1, 1, 2, 256]])
  func wrongShape(shape: [Int]) throws {
    let codes = try run.fresh("codes.npy")
    let values = [Float](repeating: 0, count: shape.reduce(1, *))
    try WholeFile.write(NPY(shape: shape, values: values).bytes.span, to: codes, replacing: false)
    let outcome = try run.use("decode", codes, "-o", try run.fresh("never.png"))
    #expect(outcome.code == 65 && outcome.messages.contains(codes), "\(outcome.messages)")
  }

  @Test("codes from elsewhere: no headings, one code alone, a number that is none")
  func foreignCodes() throws {
    func decode(_ name: String, _ bytes: [UInt8]) throws -> Binary.Outcome {
      let path = try run.fresh(name)
      try WholeFile.write(bytes.span, to: path, replacing: false)
      return try run.use("decode", path, "-o", try run.fresh("x.png"), "--json")
    }
    func line(_ value: String) -> String {
      "a," + Array(repeating: value, count: TinyRun.latents).joined(separator: ",") + "\n"
    }
    let two = try decode("c.csv", Array((line("0.5") + line("-1")).utf8))
    #expect(try two.json()["pictures"]?.integer == 2)
    #expect(try decode("c.csv", Array((line("0.5") + line("x")).utf8)).code == 65)
    #expect(try decode("c.csv", Array((line("0.5") + "a,1,2\n").utf8)).code == 65)
    #expect(try decode("c.csv", Array(line("mean").utf8)).code == 65)
    let columns = (0..<TinyRun.latents).map { ",\($0)" }.joined()
    let pandas = try decode("c.csv", Array((columns + "\n" + line("0.5")).utf8))
    #expect(try pandas.json()["pictures"]?.integer == 1)
    for odd in ["nan", "inf", "x"] {
      let bent = "a,\(odd)" + String(repeating: ",0.5", count: TinyRun.latents - 1) + "\n"
      let outcome = try decode("c.csv", Array((bent + line("0.5")).utf8))
      #expect(outcome.code == 65 && outcome.messages.contains("code 1 "), "\(outcome.messages)")
    }
    let object =
      "{\"code\": [" + Array(repeating: "1", count: TinyRun.latents).joined(separator: ",") + "]}"
    let marked = try decode("c.jsonl", Array("\u{FEFF}\(object)\r\n\r\n\(object)".utf8))
    #expect(try marked.json()["pictures"]?.integer == 2, "\(marked.messages)")
    let broken = try decode("c.jsonl", Array("\(object)\n\nno object\n".utf8))
    #expect(broken.code == 65 && broken.messages.contains("line 3 of"), "\(broken.messages)")
    let alone = NPY(shape: [TinyRun.latents], values: Array(repeating: 1, count: TinyRun.latents))
    #expect(try decode("c.npy", alone.bytes).json()["pictures"]?.integer == 1)
    let number = try decode("c.npy", NPY(shape: [], values: [1]).bytes)
    #expect(number.code == 65, "\(number.messages)")
    let bent = NPY(
      shape: [1, TinyRun.latents], values: Array(repeating: .infinity, count: TinyRun.latents))
    #expect(try decode("c.npy", bent.bytes).code == 65)
  }
}
