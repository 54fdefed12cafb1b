import Autoencoder
import Files
import Images
import TestSupport
import Testing

@Suite("sample does what it says")
struct SampleTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("a sampled picture depends on its number alone")
  func samples() throws {
    let (all, some, singles) = try (run.fresh("a.png"), run.fresh("b.png"), run.fresh("each"))
    #expect(try run.use("sample", "-n", "12", all, "--threads", "1").code == 0)
    #expect(try run.use("sample", "--seeds", "7,2", some, "--columns", "2").code == 0)
    #expect(try run.use("sample", "--seeds", "7", "--each", singles, "--threads", "3").code == 0)
    let (grid, pair) = try (Picture(reading: all), Picture(reading: some))
    #expect(grid.width == 2 + 4 * 18 && grid.height == 2 + 3 * 18)
    #expect(pair.width == 2 + 2 * 18 && pair.height == 2 + 18)
    #expect(grid.cell(7, columns: 4) == pair.cell(0, columns: 2))
    #expect(grid.cell(2, columns: 4) == pair.cell(1, columns: 2))
    #expect(grid.cell(7, columns: 4) == (try Picture(reading: "\(singles)/sample-000007.png")))
    #expect(grid.cell(7, columns: 4) != grid.cell(2, columns: 4))
  }

  @Test("at temperature 0 around a picture stands its reconstruction")
  func like() throws {
    let (sample, grid) = try (run.fresh("a.png"), run.fresh("b.png"))
    let photo = run.pictures[0]
    #expect(
      try run.use("sample", "-n", "1", "--like", photo, "--temperature", "0", sample).code == 0)
    #expect(try run.use("reconstruct", photo, "-o", grid).code == 0)
    #expect(
      try Picture(reading: sample).cell(0, columns: 1) == Picture(reading: grid).cell(1, columns: 1)
    )
  }

  @Test("the sampler that is missing is refused")
  func noCodes() throws {
    let prior = try run.use("sample", "--sampler", "prior", try run.fresh("a.png"), "--json")
    #expect(try prior.json()["source"]?.string == "prior")
    // Twelve pictures have too few codes to draw between.
    let between = try run.use("sample", "--sampler", "neighbours", try run.fresh("a.png"))
    #expect(between.code == 65 && between.messages.contains("holds no codes of pictures"))
  }

  @Test("draws are refused of a model that was trained without")
  func withoutDraws() throws {
    let own = try TinyRun(folder: .init())
    let words = TinyRun.training + ["--steps", "4", "--objective", "plain"]
    try #require(try own(words).code == 0)
    let outcome = try own.use("evaluate", "faces", "--importance", "9")
    #expect(outcome.code == 64 && outcome.messages.contains("--importance needs draws"))
    #expect(try own.use("evaluate", "faces").code == 0)
  }

  @Test("samplers differ, and the default is the one that the training chose")
  func samplers() throws {
    let run = try TinyRun(folder: TemporaryFolder(), pictures: 24)
    let trained = try run(TinyRun.training + ["--steps", "2", "--json"])
    try #require(trained.code == 0, "\(trained.messages)")
    let model = try ModelFile.read(run.model)
    let better = try #require(model.summary["sampler"]?.string)
    #expect(model.neighbours != nil && better == "neighbours")
    var drawn: [String: [UInt8]] = [:]
    for sampler in ["prior", "neighbours"] {
      let path = try run.fresh("a.png")
      let answer = try run.use("sample", "-n", "9", "--sampler", sampler, path, "--json")
      #expect(try answer.json()["source"]?.string == sampler)
      drawn[sampler] = try WholeFile.read(path)
    }
    let path = try run.fresh("a.png")
    #expect(try run.use("sample", "-n", "9", path, "--json").json()["source"]?.string == better)
    #expect(drawn["prior"] != drawn["neighbours"])
    #expect(try WholeFile.read(path) == drawn[better])
  }

  @Test("single pictures are enlarged as grids are", arguments: ["sample", "decode", "denoise"])
  func scale(command: String) throws {
    let (folder, codes) = try (run.fresh("each"), run.fresh("c.npy"))
    let photo = run.pictures[0]
    let words: [String]
    switch command {
    case "sample": words = ["sample", "-n", "1", "--each", folder]
    case "decode":
      #expect(try run.use("encode", photo, "-o", codes).code == 0)
      words = ["decode", codes, "-o", folder]
    default: words = ["denoise", photo, "--each", folder, "-o", try run.fresh("x.png")]
    }
    #expect(try run(words + ["--run", "run"]).code == 0)
    let file = Path.join(folder, try #require(try Folder.names(in: folder).first))
    let small = try Picture(reading: file)
    #expect(try run(words + ["--run", "run", "--scale", "3", "--force"]).code == 0)
    var grid = Grid()
    (grid.gap, grid.scale) = (0, 3)
    #expect(small.width == 16 && small.height == 16)
    #expect(try Picture(reading: file) == grid.draw([small]))
  }
}
