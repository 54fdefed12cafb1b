import Analysis
import Autoencoder
import Files
import Foundation
import Images
import KernelSelection
import Tensors
import TestSupport
import Testing
import Threads

@Suite("Commands on a trained model do what they say")
struct UseTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  private func picture(_ path: String) throws -> Picture { try Picture(reading: path) }

  private func cell(_ index: Int, of grid: Picture, columns: Int) -> Picture {
    grid.cell(index, columns: columns)
  }

  @Test("a sampled picture depends on its number alone")
  func samples() throws {
    let (all, some, singles) = try (run.fresh("a.png"), run.fresh("b.png"), run.fresh("each"))
    #expect(try run.use("sample", "-n", "12", all, "--threads", "1").code == 0)
    #expect(try run.use("sample", "--seeds", "7,2", some, "--columns", "2").code == 0)
    #expect(try run.use("sample", "--seeds", "7", "--each", singles, "--threads", "3").code == 0)
    let (grid, pair) = try (picture(all), picture(some))
    #expect(grid.width == 2 + 4 * 18 && grid.height == 2 + 3 * 18)
    #expect(pair.width == 2 + 2 * 18 && pair.height == 2 + 18)
    #expect(cell(7, of: grid, columns: 4) == cell(0, of: pair, columns: 2))
    #expect(cell(2, of: grid, columns: 4) == cell(1, of: pair, columns: 2))
    #expect(cell(7, of: grid, columns: 4) == (try picture("\(singles)/sample-000007.png")))
    #expect(cell(7, of: grid, columns: 4) != cell(2, of: grid, columns: 4))
  }

  @Test("at temperature 0 around a picture stands its reconstruction")
  func like() throws {
    let (sample, grid) = try (run.fresh("a.png"), run.fresh("b.png"))
    let photo = run.pictures[0]
    #expect(
      try run.use("sample", "-n", "1", "--like", photo, "--temperature", "0", sample).code == 0)
    #expect(try run.use("reconstruct", photo, "-o", grid).code == 0)
    #expect(
      cell(0, of: try picture(sample), columns: 1) == cell(1, of: try picture(grid), columns: 1))
  }

  @Test("the sampler that is missing is refused")
  func noMixture() throws {
    let prior = try run.use("sample", "--sampler", "prior", try run.fresh("a.png"), "--json")
    #expect(try prior.json()["source"]?.string == "prior")
    // Twelve pictures have too few codes to fit a mixture to.
    let mixture = try run.use("sample", "--sampler", "mixture", try run.fresh("a.png"))
    #expect(mixture.code == 65 && mixture.messages.contains("holds no mixture"))
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
    #expect(model.mixture != nil && ["prior", "mixture"].contains(better))
    var drawn: [String: [UInt8]] = [:]
    for sampler in ["prior", "mixture"] {
      let path = try run.fresh("a.png")
      let answer = try run.use("sample", "-n", "9", "--sampler", sampler, path, "--json")
      #expect(try answer.json()["source"]?.string == sampler)
      drawn[sampler] = try WholeFile.read(path)
    }
    let path = try run.fresh("a.png")
    #expect(try run.use("sample", "-n", "9", path, "--json").json()["source"]?.string == better)
    #expect(drawn["prior"] != drawn["mixture"])
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
    let small = try picture(file)
    #expect(try run(words + ["--run", "run", "--scale", "3", "--force"]).code == 0)
    var grid = Grid()
    (grid.gap, grid.scale) = (0, 3)
    #expect(small.width == 16 && small.height == 16)
    #expect(try picture(file) == grid.draw([small]))
  }

  @Test("a cell of reconstruct is the original as the model sees it, or the decoder's output")
  func reconstruct() throws {
    let path = try run.fresh("grid.png")
    let names = Array(run.pictures.prefix(3))
    let outcome = try run(["reconstruct"] + names + ["-o", path, "--run", "run", "--json"])
    let grid = try picture(path)
    let model = try ModelFile.read(run.model)
    let inference = Inference(
      model, kernels: try KernelSelection.choose(nil), team: Team(threads: 1))
    let channels = model.architecture.channels
    var resizer = Resizer(Frame(width: 16, height: 16, channels: channels))
    let rows = try #require(try outcome.json()["pictures"]?.array)
    #expect(grid.width == 2 + 3 * 18 && grid.height == 2 + 2 * 18 && rows.count == 3)
    for (i, name) in names.enumerated() {
      let bytes = try WholeFile.read(run.folder(name))
      let original = resizer.fit(try PictureReader.read(bytes.span, for: resizer.frame))
      #expect(cell(i, of: grid, columns: 3) == original)
      let values = original.pixels.map { Float($0) / 255 }
      let pixels = Tensor(values)
      let codes = inference.encode(pixels.shared, count: 1)
      let decoded = inference.decode(codes.means.shared, count: 1)
      let expected = Pixels.picture(decoded.span, width: 16, height: 16, channels: channels)
      #expect(cell(3 + i, of: grid, columns: 3) == expected)
      let psnr = PictureSimilarity.psnr(values.span, decoded.span)
      #expect(rows[i]["psnr"]?.number == psnr)
      #expect(rows[i]["file"]?.string == name)
    }
  }

  @Test("interpolation begins and ends with originals beside their reconstructions")
  func interpolate() throws {
    let (path, frames) = try (run.fresh("walk.png"), run.fresh("frames"))
    let movie = try run.fresh("walk.gif")
    let ends = Array(run.pictures.prefix(3))
    let words = ["interpolate"] + ends + ["-o", path, "--steps", "5", "--frames", frames]
    #expect(try run(words + ["--animate", movie, "--run", "run"]).code == 0)
    let grid = try picture(path)
    #expect(grid.width == 2 + 7 * 18 && grid.height == 2 + 2 * 18)
    let reconstructed = try run.fresh("ends.png")
    #expect(try run(["reconstruct"] + ends + ["-o", reconstructed, "--run", "run"]).code == 0)
    let pairs = try picture(reconstructed)
    for (place, shown) in [(0, 0), (1, 3), (5, 4), (6, 1), (7, 1), (8, 4), (12, 5), (13, 2)] {
      #expect(cell(place, of: grid, columns: 7) == cell(shown, of: pairs, columns: 3), "\(place)")
    }
    #expect(try Folder.names(in: frames).count == 9)
    #expect(try picture("\(frames)/frame-0000.png") == cell(1, of: grid, columns: 7))
    #expect(Array(try WholeFile.read(movie).prefix(6)) == Array("GIF89a".utf8))
  }

  @Test("encode and decode make a round trip in every format", arguments: ["npy", "csv", "jsonl"])
  func roundTrip(format: String) throws {
    let (codes, grid) = try (run.fresh("codes.\(format)"), run.fresh("grid.png"))
    #expect(try run.use("encode", "faces", "-o", codes).code == 0)
    #expect(try run.use("decode", codes, "-o", grid, "--columns", "4").code == 0)
    let pairs = try run.fresh("pairs.png")
    #expect(try run.use("reconstruct", "faces", "--columns", "12", "-o", pairs).code == 0)
    let (decoded, reconstructed) = try (picture(grid), picture(pairs))
    for i in 0..<12 {
      #expect(
        cell(i, of: decoded, columns: 4) == cell(12 + i, of: reconstructed, columns: 12), "\(i)")
    }
    if format == "npy" {
      #expect(try NPY(reading: codes).shape == [12, 2, 32])
      let names = String(decoding: try WholeFile.read(codes + ".txt"), as: UTF8.self)
      #expect(names == run.pictures.map { $0 + "\n" }.joined())
    }
  }

  @Test("a traversal has a row for each latent, by what it tells")
  func traverse() throws {
    let path = try run.fresh("rows.png")
    let outcome = try run.use("traverse", "-o", path, "--units", "4", "--steps", "3", "--json")
    let units = try #require(try outcome.json()["units"]?.array)
    let told = units.compactMap { $0["kl"]?.number }
    #expect(told.count == 4 && told == told.sorted(by: >))
    #expect(try outcome.json()["positions"]?.array?.compactMap(\.number) == [-3, 0, 3])
    #expect(try picture(path).height == 2 + 4 * 18)
  }

  @Test("the middle of an attribute's walk is its start")
  func arithmetic() throws {
    let (path, pairs) = try (run.fresh("walk.png"), run.fresh("pairs.png"))
    let names = run.pictures
    let outcome = try run.use(
      "arithmetic", "--plus", names[1], names[2], "--minus", names[3], "--minus", names[4],
      "--start", names[0], "-o", path, "--steps", "3", "--json")
    #expect(try outcome.json()["plus"]?.integer == 2 && outcome.json()["minus"]?.integer == 2)
    #expect(try run.use("reconstruct", names[0], "-o", pairs).code == 0)
    let strip = try picture(path)
    #expect(cell(0, of: strip, columns: 4) == cell(0, of: try picture(pairs), columns: 1))
    #expect(cell(2, of: strip, columns: 4) == cell(1, of: try picture(pairs), columns: 1))
    #expect(try run.use("arithmetic", "--plus", names[0]).code == 64)
  }

  @Test("a picture is its own nearest")
  func nearest() throws {
    let path = try run.fresh("near.png")
    let outcome = try run.use("nearest", run.pictures[4], "faces", "-n", "3", "-o", path, "--json")
    let found = try #require(try outcome.json()["nearest"]?.array)
    #expect(found.count == 3 && found[0]["file"]?.string == run.pictures[4])
    #expect(found[0]["distance"]?.number == 0)
    let distances = found.compactMap { $0["distance"]?.number }
    #expect(distances == distances.sorted() && distances[1] > 0)
    let grid = try picture(path)
    #expect(cell(0, of: grid, columns: 2) == cell(1, of: grid, columns: 2))
  }

  @Test("denoising with noise of its own measures both sides of it")
  func denoise() throws {
    let path = try run.fresh("clean.png")
    let outcome = try run.use("denoise", "faces", "-n", "4", "--noise", "0.3", "-o", path, "--json")
    let rows = try #require(try outcome.json()["pictures"]?.array)
    #expect(rows.count == 4)
    for row in rows {
      // Noise of 0.3, less where it is clipped: about -20 log10(0.3) = 10.5 dB and a little more.
      let given = try #require(row["psnr_given"]?.number)
      #expect((9.5...14).contains(given))
    }
    // The lower row is what became of the noisy pictures, to eight bits.
    let (grid, pairs) = try (picture(path), run.fresh("pairs.png"))
    #expect(try run.use("reconstruct", "faces", "-n", "4", "-o", pairs).code == 0)
    for (i, row) in rows.enumerated() {
      let clean = cell(i, of: try picture(pairs), columns: 4).pixels.map { Float($0) / 255 }
      let denoised = cell(4 + i, of: grid, columns: 4).pixels.map { Float($0) / 255 }
      let told = try #require(row["psnr_denoised"]?.number)
      #expect(abs(told - PictureSimilarity.psnr(clean.span, denoised.span)) < 0.05)
    }
  }

  @Test("scores are sorted, the same alone or together, and split by the threshold")
  func score() throws {
    let maps = try run.fresh("maps")
    let all = try run.use("score", "faces", "--heatmap", maps, "--json").json()
    let rows = try #require(all["pictures"]?.array)
    let bits = rows.compactMap { $0["bits_per_dim"]?.number }
    #expect(bits.count == 12 && bits == bits.sorted(by: >))
    let threshold = try #require(all["threshold"]?.number)
    #expect(all["strange"]?.integer == bits.count { $0 > threshold })
    let names = try Folder.names(in: maps)
    #expect(names.count == 12)
    // The sixth strangest beside its reconstruction.
    let (map, pair) = try (picture(Path.join(maps, names[5])), run.fresh("pair.png"))
    let sixth = try #require(rows[5]["file"]?.string)
    #expect(try run.use("reconstruct", sixth, "-o", pair).code == 0)
    #expect(map.width == 2 + 3 * 18)
    for place in 0..<2 {
      #expect(cell(place, of: map, columns: 3) == cell(place, of: try picture(pair), columns: 1))
    }
    let name = try #require(rows[5]["file"]?.string)
    let alone = try run.use("score", name, "--threshold", "-100", "--json").json()
    #expect(alone["pictures"]?.array?.first?["bits_per_dim"]?.number == bits[5])
    #expect(alone["strange"]?.integer == 1)
    let share = try run.use("score", name, "--quantile", "0.57")
    #expect(share.output.contains("; 57 % of"), "\(share.output)")
  }

  @Test("maps that stand are in the way before a picture is looked at")
  func otherMaps() throws {
    let maps = try run.fresh("maps")
    #expect(try run.use("score", run.pictures[0], "--heatmap", maps).code == 0)
    let names = try Folder.names(in: maps)
    #expect(names.count == 1)
    let again = try run.use("score", "gone.png", "--heatmap", maps)
    #expect(again.code == 74 && again.messages.contains(names[0]), "\(again.messages)")
    #expect(try run.use("score", run.pictures[0], "--heatmap", maps, "--force").code == 0)
    #expect(try Folder.names(in: maps) == names)
  }

  @Test("evaluate's bound agrees with its parts, and importance weighting tightens it")
  func evaluate() throws {
    let result = try run.use("evaluate", "faces", "--importance", "64", "--json").json()
    func number(_ key: String) throws -> Double { try #require(result[key]?.number, "\(key)") }
    let elbo = try number("elbo")
    let model = try Judge(run)
    #expect(try abs(model.mean(\.reconstruction) - number("reconstruction")) < 1e-6)
    #expect(try abs(model.mean(\.divergence) - number("kl")) < 1e-6)
    #expect(abs(model.mean(\.nats) + elbo) < 1e-6)
    // A density over [0, 1] has 8 bits more than a probability of one of 256 levels.
    let bits = 8 - elbo / (16 * 16 * 3 * log(2))
    #expect(try abs(number("bits_per_dim") - bits) < 1e-9)
    // Jensen: more draws give no lower a bound, but for the noise of both.
    #expect(try number("log_likelihood") > elbo - 3 * number("log_likelihood_standard_error"))
    let units = (result["kl_by_unit"]?.array ?? []).compactMap(\.number)
    #expect(try units.count == 32 && abs(units.reduce(0, +) - number("kl")) < 1e-3)
    let pairs = try run.use("reconstruct", "faces", "-o", run.fresh("pairs.png"), "--json").json()
    #expect(pairs["ssim"] == result["ssim"] && pairs["psnr"] == result["psnr"])
    #expect(try number("completeness") == model.inference.completeness(draws: 256, seed: 0))
    #expect(try number("continuity_longest_jump") >= 1)
    let again = try run.use("evaluate", "faces", "--threads", "1", "--json").json()
    #expect(again["elbo"]?.number == elbo && again["ssim"] == result["ssim"])
  }

  @Test("a name that stands is not overwritten unless told so, and is looked at before the work")
  func overwriting() throws {
    let path = try run.fresh("a.png")
    try WholeFile.write(Array("mine".utf8).span, to: path, replacing: false)
    let refused = try run.use("sample", "-n", "1", path)
    #expect(refused.code == 74 && refused.messages.contains("already exists"))
    #expect(try WholeFile.read(path) == Array("mine".utf8))
    #expect(try run.use("sample", "-n", "1", path, "--force").code == 0)
    #expect(try picture(path).width == 20)
  }

  @Test("names with spaces and letters of any language work")
  func names() throws {
    let folder = try run.fresh("Fotos von früher 写真")
    try Folder.make(folder)
    let photo = "\(folder)/Oma & Opa's 'Bild'.png"
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    try WholeFile.write(face.span, to: photo, replacing: false)
    let out = "\(folder)/-n 5.png"
    #expect(try run(["reconstruct", photo, "--run", "run", "-o", out]).code == 0)
    #expect(try picture(out).width == 20)
  }
}

/// The model of the run, asked without the program, on the run's pictures.
private struct Judge {
  let inference: Inference
  let scores: [PictureScore]

  init(_ run: TinyRun) throws {
    let model = try ModelFile.read(run.model)
    inference = Inference(model, kernels: try KernelSelection.choose(nil), team: Team(threads: 1))
    var resizer = Resizer(Frame(width: 16, height: 16, channels: model.architecture.channels))
    let values = try run.pictures.flatMap { name in
      let bytes = try WholeFile.read(run.folder(name))
      let fitted = resizer.fit(try PictureReader.read(bytes.span, for: resizer.frame))
      return fitted.pixels.map { Float($0) / 255 }
    }
    let pixels = Tensor(values)
    scores = inference.evaluate(
      pixels.shared, count: run.pictures.count, samples: 1, seed: 0, firstIndex: 0)
  }

  func mean(_ part: KeyPath<PictureScore, Double>) -> Double {
    scores.reduce(0) { $0 + $1[keyPath: part] } / Double(scores.count)
  }
}
