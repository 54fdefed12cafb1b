import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("Codes are means, and under --stochastic draws that belong to the seed and the picture")
struct StochasticTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  /// Each with OUT where a file comes.
  static let lines = [
    "reconstruct faces -o OUT.png", "interpolate A B -o OUT.png", "traverse A -o OUT.png -n 3",
    "encode faces -o OUT.csv", "encode faces -o OUT.jsonl", "decode CODES -o OUT.png",
    "nearest A faces -o OUT.png", "arithmetic --plus A --minus B -o OUT.png",
    "arithmetic --plus B --minus C --start A -o OUT.png", "denoise faces -o OUT.png",
    "sample --like A -n 3 OUT.png --columns 2", "score faces",
    "evaluate faces --walks 2 --draws 20",
  ]

  /// What the program answers, without the names of files, and the file that it writes.
  private func result(_ line: String, _ extra: String...) throws -> [String] {
    var name: String?
    let words = try line.split(separator: " ").map { word -> String in
      switch word {
      case "A": return run.pictures[0]
      case "B": return run.pictures[1]
      case "C": return run.pictures[2]
      case "CODES": return try codes.get()
      case _ where word.hasPrefix("OUT"):
        let fresh = try run.fresh(String(word))
        name = fresh
        return fresh
      default: return String(word)
      }
    }
    let outcome = try run(words + ["--run", "run", "--json"] + extra)
    try #require(outcome.code == 0, "\(outcome.messages)")
    let members = try outcome.json().object ?? []
    let answer = JSON.object(members.filter { !["files", "numbers"].contains($0.key) }).rendered()
    return [answer] + (try name.map { ["\(try WholeFile.read($0))"] } ?? [])
  }

  private var codes: Result<String, any Error> {
    Result {
      let path = try run.fresh("codes.npy")
      try #require(try run.use("encode", "faces", "-o", path).code == 0)
      return path
    }
  }

  @Test(
    "the same seed gives the same bytes on any number of threads, another others", arguments: lines)
  func seeds(line: String) throws {
    let drawn = try result(line, "--stochastic", "--seed", "3", "--threads", "1")
    #expect(try result(line, "--stochastic", "--seed", "3", "--threads", "3") == drawn)
    #expect(try result(line, "--stochastic", "--seed", "4") != drawn)
    let isDrawnAnyway = line.hasPrefix("sample") || line.hasPrefix("evaluate")
    #expect(try isDrawnAnyway ? result(line, "--seed", "3") != drawn : result(line) != drawn)
  }

  @Test("without it a code is the mean of q, with it another point of q")
  func means() throws {
    func rows(_ extra: String...) throws -> [JSON] {
      let path = try run.fresh("codes.jsonl")
      #expect(try run(["encode", "faces", "-o", path, "--run", "run"] + extra).code == 0)
      return try String(decoding: WholeFile.read(path), as: UTF8.self).split(separator: "\n")
        .map { try JSON(parsing: String($0)) }
    }
    func numbers(_ row: JSON, _ key: String) throws -> [Double] {
      try #require(row[key]?.array).compactMap(\.number)
    }
    let gaussians = try rows()
    // Of so many normal numbers the mean square is 1, give or take five standard errors.
    var squares: [Double] = []
    for seed in 0..<4 {
      for (row, drawn) in zip(gaussians, try rows("--stochastic", "--seed", "\(seed)")) {
        let (mean, log) = try (numbers(row, "mean"), numbers(row, "log_variance"))
        for (j, z) in try numbers(drawn, "code").enumerated() {
          squares.append((z - mean[j]) * (z - mean[j]) / exp(log[j]))
        }
      }
    }
    let mean = squares.reduce(0, +) / Double(squares.count)
    #expect(squares.count == 4 * 12 * TinyRun.latents)
    #expect(abs(mean - 1) < 5 * (2 / Double(squares.count)).squareRoot())
  }

  @Test("a picture's draw is the same alone, among others and under another name")
  func alone() throws {
    let copy = try run.fresh("copy.bin")
    let original = try WholeFile.read(run.folder(run.pictures[5]))
    try WholeFile.write(original.span, to: copy, replacing: false)
    func draws(_ paths: String...) throws -> [[Float]] {
      let out = try run.fresh("codes.npy")
      let words = ["encode"] + paths + ["-o", out, "--stochastic", "--seed", "9"]
      #expect(try run(words + ["--run", "run"]).code == 0)
      let array = try NPY(reading: out)
      #expect(array.shape.count == 2 && array.shape[1] == TinyRun.latents)
      return (0..<array.shape[0]).map {
        Array(array.values[TinyRun.latents * $0..<TinyRun.latents * ($0 + 1)])
      }
    }
    let all = try draws("faces")
    #expect(try draws(run.pictures[5]) == [all[5]])
    #expect(try draws(copy) == [all[5]])
    #expect(all[5] != all[4])
  }

  @Test("what was drawn decodes as what it is, and is not drawn again")
  func drawnOnce() throws {
    let (drawn, grid, pairs) = try (
      run.fresh("drawn.npy"), run.fresh("grid.png"), run.fresh("pairs.png")
    )
    let photo = run.pictures[0]
    #expect(try run.use("encode", photo, "-o", drawn, "--stochastic").code == 0)
    #expect(try run.use("decode", drawn, "-o", grid).code == 0)
    #expect(try run.use("reconstruct", photo, "-o", pairs, "--stochastic").code == 0)
    let (cell, pair) = try (Picture(reading: grid), Picture(reading: pairs))
    // The second row of the pair is the grid but for its upper edge.
    let row = cell.width * cell.channels
    #expect(pair.pixels.suffix(18 * row) == cell.pixels.suffix(18 * row))
    let again = try run.use("decode", drawn, "-o", try run.fresh("a.png"), "--stochastic")
    #expect(again.code == 65 && again.messages.contains("no log-variances"), "\(again.messages)")
  }

  @Test("where there is no picture to draw a code for, it is refused")
  func nothingToDraw() throws {
    for line in [["sample", "never.png"], ["traverse", "-o", "never.png"]] {
      let outcome = try run(line + ["--stochastic", "--run", "run"])
      #expect(outcome.code == 64, "\(outcome.messages)")
    }
    #expect(try !FileFacts.exist(run.folder("never.png")))
  }

  @Test("a traversal without a picture starts from the sample of that number")
  func traversalStart() throws {
    let line = "traverse -o OUT.png -n 3 --rows 2"
    #expect(try result(line) == result(line, "--seed", "0"))
    #expect(try result(line, "--seed", "1") != result(line))
  }
}
