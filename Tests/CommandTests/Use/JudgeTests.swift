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

@Suite("denoise, score and evaluate do what they say")
struct JudgeTests {
  let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

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
    let (grid, pairs) = try (Picture(reading: path), run.fresh("pairs.png"))
    #expect(try run.use("reconstruct", "faces", "-n", "4", "-o", pairs).code == 0)
    for (i, row) in rows.enumerated() {
      let clean = try Picture(reading: pairs).cell(i, columns: 4).pixels.map { Float($0) / 255 }
      let denoised = grid.cell(4 + i, columns: 4).pixels.map { Float($0) / 255 }
      let told = try #require(row["psnr_denoised"]?.number)
      #expect(abs(told - PictureSimilarity.psnr(clean.span, denoised.span)) < 0.05)
    }
  }

  @Test("scores are sorted, the same alone or together, and split by the threshold")
  func score() throws {
    let maps = try run.fresh("maps")
    let all = try run.use("score", "faces", "--each", maps, "--json").json()
    let rows = try #require(all["pictures"]?.array)
    let bits = rows.compactMap { $0["bits_per_dim"]?.number }
    #expect(bits.count == 12 && bits == bits.sorted(by: >))
    let threshold = try #require(all["threshold"]?.number)
    #expect(all["strange"]?.integer == bits.count { $0 > threshold })
    let names = try Folder.names(in: maps)
    #expect(names.count == 12)
    // The sixth strangest beside its reconstruction.
    let (map, pair) = try (Picture(reading: Path.join(maps, names[5])), run.fresh("pair.png"))
    let sixth = try #require(rows[5]["file"]?.string)
    #expect(try run.use("reconstruct", sixth, "-o", pair).code == 0)
    #expect(map.width == 2 + 3 * 18)
    for place in 0..<2 {
      #expect(try map.cell(place, columns: 3) == Picture(reading: pair).cell(place, columns: 1))
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
    #expect(try run.use("score", run.pictures[0], "--each", maps).code == 0)
    let names = try Folder.names(in: maps)
    #expect(names.count == 1)
    let again = try run.use("score", "gone.png", "--each", maps)
    #expect(again.code == 74 && again.messages.contains(names[0]), "\(again.messages)")
    #expect(try run.use("score", run.pictures[0], "--each", maps, "--force").code == 0)
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
    #expect(try units.count == TinyRun.latents && abs(units.reduce(0, +) - number("kl")) < 1e-3)
    let pairs = try run.use("reconstruct", "faces", "-o", run.fresh("pairs.png"), "--json").json()
    #expect(pairs["ssim"] == result["ssim"] && pairs["psnr"] == result["psnr"])
    #expect(try number("completeness") == model.inference.completeness(draws: 256, seed: 0))
    #expect(try number("continuity_longest_jump") >= 1)
    let again = try run.use("evaluate", "faces", "--threads", "1", "--json").json()
    #expect(again["elbo"]?.number == elbo && again["ssim"] == result["ssim"])
  }

  @Test("evaluate compares as many drawn pictures with the given ones as there are")
  func likeness() throws {
    let result = try run.use("evaluate", "faces", "--json").json()
    #expect(result["drawn"]?.integer == 12)
    // 16 pixels: from one wave in a picture to one in four, and one in four to one in two.
    let octaves = try #require(result["octaves"]?.array).compactMap(\.number)
    #expect(octaves.count == 3 && octaves.allSatisfy { $0 > 0 })
    // A model of a few steps draws less detail than there is.
    #expect(octaves[2] < 0.9)
    #expect(result["pixel_pairs"]?.array?.count == 2)
    for key in ["precision", "recall"] {
      let share = try #require(result[key]?.number)
      #expect((0...1).contains(share))
    }
    // The white bound is the model's own, but for the width, which is the residuals' here. A model of a few steps leaves
    // out what is anything but white, and says little that the mean picture does not.
    func bits(_ key: String) throws -> Double { try #require(result["\(key)bits_per_dim"]?.number) }
    #expect(try abs(bits("white_") - bits("")) < 0.3)
    #expect(try bits("structured_") < bits("white_") - 0.1)
    #expect(try bits("structured_without_latents_") > 0)
    let text = try run.use("evaluate", "faces")
    for row in ["sharpness", "likeness", "structured residual"] {
      #expect(text.output.contains(row))
    }
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
