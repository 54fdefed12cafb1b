import Files
import Images
import TestSupport
import Testing

@Suite("Folders' names are labels, of which pictures are drawn, added and judged")
struct LabelTests {
  private static let trained: Result<TinyRun, any Error> = Result {
    let run = try TinyRun(folder: .init(), pictures: 1)
    try Folder.make(run.folder("kinds"))
    for (label, light) in [("day", UInt8(200)), ("night", 20)] {
      try Folder.make(run.folder("kinds/\(label)"))
      for number in 0..<(label == "day" ? 40 : 30) {
        let pixels = (0..<16 * 16 * 3).map { UInt8(Int(light) + ($0 * 7 + number * 13) % 32) }
        try PictureWriter.write(
          Picture(width: 16, height: 16, channels: 3, pixels: pixels),
          to: run.folder("kinds/\(label)/\(number).png"), replacing: false)
      }
    }
    let words = ["train", "kinds", "--run", "run", "--size", "16", "--preset", "small"]
    let outcome = try run(
      words + ["--batch", "8", "--steps", "600", "--beta", "0.1", "--labels", "folders"])
    try #require(outcome.code == 0, "\(outcome.messages)")
    return run
  }

  private let run: TinyRun

  init() throws { run = try Self.trained.get() }

  private func light(_ path: String) throws -> Double {
    let picture = try Picture(reading: path)
    return picture.pixels.reduce(0) { $0 + Double($1) } / Double(picture.pixels.count)
  }

  @Test("sample draws of the one that is wanted, the same picture for a number")
  func sample() throws {
    for (label, range) in [("day", 150.0...255), ("night", 0.0...100)] {
      let folder = try run.fresh("each")
      let drawn = try run.use("sample", "-n", "9", "--label", label, "--each", folder)
      #expect(drawn.code == 0, "\(drawn.messages)")
      for name in try Folder.names(in: folder) {
        #expect(range.contains(try light(Path.join(folder, name))), "\(label) \(name)")
      }
      let single = try run.fresh("each")
      #expect(
        try run.use("sample", "--seeds", "4", "--label", label, "--each", single).code == 0)
      #expect(
        try Picture(reading: "\(single)/sample-000004.png")
          == Picture(reading: "\(folder)/sample-000004.png"))
    }
  }

  @Test("a label that the model has not, and a model that has none, are named")
  func refused() throws {
    let none = try run.use("sample", "--label", "dawn", try run.fresh("a.png"))
    #expect(none.code == 65 && none.messages.contains("has no label 'dawn'; it has day, night"))
    let other = try TinyRun.shared.get()
    let bare = try other.use("sample", "--label", "day", try other.fresh("a.png"))
    #expect(
      bare.code == 65 && bare.messages.contains("knows no labels; train with --labels folders"))
    for words in [["--like", "kinds/day/1.png"], ["--sampler", "prior"]] {
      let both = try run(
        ["sample", "--label", "day", try run.fresh("a.png"), "--run", "run"] + words)
      #expect(both.code == 64, "\(both.messages)")
    }
  }

  @Test("arithmetic takes a label for its training pictures")
  func arithmetic() throws {
    let out = try run.fresh("a.png")
    let walked = try run.use(
      "arithmetic", "--plus", "day", "--minus", "night", "--start", "kinds/night/1.png", "-o", out,
      "--json")
    #expect(walked.code == 0, "\(walked.messages)")
    let json = try walked.json()
    // One in twenty is held out.
    #expect((36...40).contains(try #require(json["plus"]?.integer)))
    #expect((26...30).contains(try #require(json["minus"]?.integer)))
    let strip = try Picture(reading: out)
    func light(_ cell: Int) -> Int {
      strip.cell(cell, columns: 10).pixels.reduce(0) { $0 + Int($1) }
    }
    #expect(light(9) > 2 * light(0))
  }

  @Test("evaluate has a row for each, inspect and the model's file name them")
  func evaluate() throws {
    let judged = try run.use("evaluate", "kinds", "--drawn", "20", "--draws", "20", "--json")
    #expect(judged.code == 0, "\(judged.messages)")
    let rows = try #require(try judged.json()["by_label"]?.object)
    #expect(rows.map(\.key) == ["day", "night"])
    #expect(rows.map { $0.value["pictures"]?.integer } == [40, 30])
    let bits = try #require(try judged.json()["bits_per_dim"]?.number)
    let weighted = rows.reduce(0.0) {
      $0 + ($1.value["bits_per_dim"]?.number ?? .nan)
        * Double($1.value["pictures"]?.integer ?? 0) / 70
    }
    #expect(abs(weighted - bits) < 1e-9 * abs(bits))
    #expect(try run.use("inspect").output.contains("labels      day, night"))
    #expect(
      try run.use("evaluate", "kinds/day", "--drawn", "20", "--draws", "20").output.contains("day ")
    )
  }

  @Test("pictures that lie in one folder alone are refused it")
  func oneFolder() throws {
    let words = ["train", "kinds/day", "--run", "other", "--size", "16", "--preset", "small"]
    let outcome = try run(words + ["--labels", "folders"])
    #expect(outcome.code == 64 || outcome.code == 65)
    #expect(outcome.messages.contains("all pictures lie in one folder, 'day'"))
  }
}
