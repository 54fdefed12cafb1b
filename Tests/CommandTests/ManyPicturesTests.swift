import Autoencoder
import Commands
import Files
import Foundation
import Images
import TestSupport
import Testing

/// More than commands hold at once: 64 pictures of a folder, and 256 codes.
@Suite("What is done in several batches is done as in one")
struct ManyPicturesTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("every picture of a folder is encoded once, in order, as it is alone")
  func encode() throws {
    let many = try TinyRun(folder: TemporaryFolder(), pictures: 130)
    func rows(_ words: [String]) throws -> [JSON] {
      let file = try run.fresh("codes.jsonl")
      let outcome = try many(["encode"] + words + ["--model", run.model, "-o", file])
      try #require(outcome.code == 0, "\(outcome.messages)")
      return try String(decoding: WholeFile.read(file), as: UTF8.self).split(separator: "\n").map {
        try JSON(parsing: String($0))
      }
    }
    let all = try rows(["faces"])
    #expect(all.compactMap { $0["file"]?.string } == many.pictures && all.count == 130)
    // Beside others a picture's sums are the same.
    for number in [0, 63, 64, 127, 128, 129] {
      #expect(try rows([many.pictures[number]]) == [all[number]], "\(number)")
    }
  }

  @Test("every code becomes its own picture")
  func decode() throws {
    let (all, last) = try (run.fresh("all.png"), run.fresh("last.png"))
    #expect(try run.use("sample", "-n", "515", "--columns", "20", all).code == 0)
    let numbers = [0, 255, 256, 257, 511, 512, 514]
    let seeds = numbers.map(String.init).joined(separator: ",")
    #expect(try run.use("sample", "--seeds", seeds, "--columns", "7", last).code == 0)
    let (grid, row) = try (Picture(reading: all), Picture(reading: last))
    for (place, number) in numbers.enumerated() {
      #expect(grid.cell(number, columns: 20) == row.cell(place, columns: 7), "\(number)")
    }
  }

  @Test("a picture is judged by draws of its own, whichever batch it is in")
  func evaluate() throws {
    let many = try TinyRun(folder: TemporaryFolder(), pictures: 64)
    func judged() throws -> [Double] {
      let words = ["evaluate", "faces", "--importance", "2", "--model", run.model, "--json"]
      let result = try many(words).json()
      return try ["elbo", "log_likelihood"].map { try #require(result[$0]?.number) }
    }
    let once = try judged()
    // The same again as a second batch: by the same draws it would come to the same.
    for path in many.pictures {
      try FileManager.default.copyItem(
        atPath: many.folder(path), toPath: many.folder("faces/then-\(Path.name(path))"))
    }
    let twice = try judged()
    for (a, b) in zip(once, twice) { #expect(abs(a - b) > 1e-4 * abs(a), "\(a), \(b)") }
  }

  @Test("a model that needs more memory than there is is refused before it is used")
  func memory() throws {
    let command = try #require(Program.commands.first { $0.name == "sample" })
    let line = try Parser(command).parse(["--model", run.model, "--threads", "2"])
    let needed = try ModelFile.read(run.model).architecture.inferenceBytes(threads: 2)
    let error = #expect(throws: (any Error).self) { try ModelInUse(line, memory: needed - 1) }
    #expect(error.map { "\($0)".contains("give fewer --threads") } == true)
    #expect(try ModelInUse(line, memory: needed).path == run.model)
  }
}
