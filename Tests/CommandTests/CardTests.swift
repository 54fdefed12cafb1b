import Autoencoder
import Files
import Images
import Testing
import Training

@Suite("inspect draws a card: the losses of the training above what sample draws")
struct CardTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  /// The model with another history, or none.
  private func rewritten(_ history: JSON?) throws -> String {
    let model = try ModelFile.read(run.model)
    let members = (model.summary.object ?? []).filter { $0.key != "history" }
    model.summary = .object(members + (history.map { [JSON.Member("history", $0)] } ?? []))
    let path = try run.fresh("model.safetensors")
    try ModelFile.write(model, to: path, replacing: false)
    return path
  }

  @Test("a model keeps the losses that the run folder shows")
  func history() throws {
    let kept = try #require(ModelFile.read(run.model).summary["history"])
    let metrics = try String(
      decoding: WholeFile.read(run.folder("run/metrics.jsonl")), as: UTF8.self)
    let reports = try metrics.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(kept.array?.count == reports.count && !reports.isEmpty)
    for (point, report) in zip(kept.array ?? [], reports) {
      for key in ["step", "validation_bits_per_dim", "bits_per_dim"] {
        #expect(point[key]?.number == report[key]?.number, "\(key)")
      }
    }
    let losses = try Picture(reading: run.folder("run/losses.png"))
    #expect(losses == LossHistory(kept)?.chart.draw())
  }

  @Test("its samples are those of the same numbers, its chart that of the history")
  func parts() throws {
    let (file, grid) = try (run.fresh("card.png"), run.fresh("grid.png"))
    let shown = try run.use("inspect", "-o", file, "--seed", "5", "--json").json()
    #expect(shown["files"] == [.string(file)] && shown["card"]?["chart"]?.boolean == true)
    let numbers = shown["card"]?["samples"]?["numbers"]?.array?.compactMap(\.integer)
    #expect(numbers == Array(5..<39))
    let drawn = try run(
      [
        "sample", "--seed", "5", "-n", "34", "--columns", "17", "--scale", "4", grid, "--run",
        "run",
      ]
        + ["--json"])
    #expect(try drawn.json()["source"] == shown["card"]?["samples"]?["source"])
    let (card, samples) = try (Picture(reading: file), Picture(reading: grid))
    // Below the samples and left of the letters is a margin of 20; a heading takes 20 + 27 + 20.
    #expect(card.width == 1200 && card.height == 67 + 600 + 67 + samples.height + 20)
    let below = card.part(
      x: (1200 - samples.width) / 2, y: 67 + 600 + 67, width: samples.width, height: samples.height)
    #expect(below == samples)
    let history = try #require(ModelFile.read(run.model).summary["history"])
    let chart = card.part(x: 0, y: 67, width: 1200, height: 600)
    #expect(chart == LossHistory(history)?.chart.draw(width: 1200, height: 600))
    #expect(LossHistory([["step": 2, "bits_per_dim": 1], ["step": 2, "bits_per_dim": 9]]) == nil)
    let again = try run.fresh("again.png")
    #expect(try run.use("inspect", "-o", again, "--seed", "5", "--threads", "1").code == 0)
    #expect(try WholeFile.read(again) == WholeFile.read(file))
  }

  @Test("a card that is there is replaced only by --force")
  func overwriting() throws {
    let file = try run.fresh("card.png")
    try WholeFile.write(Array("mine".utf8).span, to: file, replacing: false)
    let refused = try run.use("inspect", "-o", file)
    #expect(refused.code == 74 && refused.messages.contains("--force") && refused.output.isEmpty)
    #expect(try WholeFile.read(file) == Array("mine".utf8))
    #expect(try run.use("inspect", "-o", file, "--force").code == 0)
    #expect(try Picture(reading: file).width == 1200)
  }

  @Test("of a damaged file it shows the losses, if they can still be read, and no samples")
  func damaged() throws {
    let bytes = try WholeFile.read(run.model)
    for (length, isDrawn) in [(bytes.count - 1, true), (40, false)] {
      let (path, file) = try (run.fresh("model.safetensors"), run.fresh("card.png"))
      try WholeFile.write(Array(bytes.prefix(length)).span, to: path, replacing: false)
      let seen = try run(["inspect", path, "-o", file, "--json"])
      #expect(try seen.code == 65 && FileFacts.exist(file) == isDrawn)
      guard isDrawn else {
        #expect(seen.messages.contains("no card") && seen.messages.contains(path))
        continue
      }
      #expect(try seen.json()["card"] == ["chart": true, "samples": .null])
      #expect(try Picture(reading: file).height == 67 + 600 + 67 + 20)
      let text = try run(["inspect", path, "-o", file, "--force"])
      #expect(text.code == 65 && text.output.contains("no samples, since the file gives no model"))
    }
  }

  @Test("a model without a history has samples alone")
  func withoutHistory() throws {
    for history in [nil, [], "none"] as [JSON?] {
      let (path, file) = try (rewritten(history), run.fresh("card.png"))
      let seen = try run(["inspect", path, "-o", file, "--json"])
      #expect(try seen.code == 0 && seen.json()["card"]?["chart"]?.boolean == false)
      #expect(try Picture(reading: file).height == 67 + 67 + 134 + 20)
    }
  }

  @Test("a history of nonsense is drawn as far as it has a place")
  func nonsense() throws {
    let points: JSON = .array(
      [0, Double.leastNonzeroMagnitude, -1e308, 1e308, 1e299].enumerated().map {
        [
          "step": .integer($0.offset * (.max / 4)), "bits_per_dim": .number($0.element),
          "validation_bits_per_dim": "much",
        ]
      } + ["point", 3, ["step": "none"]])
    let file = try run.fresh("card.png")
    let seen = try run(["inspect", try rewritten(points), "-o", file])
    #expect(seen.code == 0, "\(seen.messages)")
  }
}
