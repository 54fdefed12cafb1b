import Files
import Foundation
import Images
import SamplePictures
import TestSupport
import Testing
import Threads

@Suite("doctor shows pictures as a training gets them, and judges a folder against a model")
struct FolderJudgeTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  /// A picture of so many pixels, of which no two columns are alike.
  private func write(
    _ folder: String, _ name: String, _ width: Int, _ height: Int, grey: Bool = false
  )
    throws
  {
    let channels = grey ? 1 : 3
    let picture = Picture(
      width: width, height: height, channels: channels,
      pixels: (0..<width * height * channels).map { UInt8(($0 * 37 + name.utf8.count) % 251) })
    let file = try PNGEncoder.encode(picture)
    try WholeFile.write(file.span, to: Path.join(folder, name), replacing: false)
  }

  /// What a training keeps of the pictures of a folder: its cache, picture by picture.
  private func trained(_ folder: String, _ preparation: PicturePreparation) throws -> [Picture] {
    let cache = try PictureCache(
      try run.fresh("cache"), sources: [folder], preparation, team: Team(threads: 1))
    return try (0..<cache.count).map { number in
      var bytes = [UInt8](repeating: 0, count: cache.pictureSize)
      var span = bytes.mutableSpan
      try cache.read(number, into: &span)
      return Picture(
        width: cache.frame.width, height: cache.frame.height, channels: cache.frame.channels,
        pixels: bytes)
    }
  }

  private func cells(_ count: Int, of grid: Picture, columns: Int, like first: Picture) -> [Picture]
  {
    (0..<count).map { grid.cell($0, columns: columns, width: first.width, height: first.height) }
  }

  // MARK: - Seeing

  @Test("cells are what the suggested training keeps of each picture", arguments: [false, true])
  func asTraining(grey: Bool) throws {
    let (folder, file) = try (run.fresh("in"), run.fresh("seen.png"))
    try Folder.make(folder)
    if !grey {
      // Of every size, transparent, turned, grey and in colour.
      for index in [1, 17, 41, 44, 48, 60] {
        let face = try SamplePictures.file(index: index, seed: 0)
        try WholeFile.write(face.span, to: Path.join(folder, "face\(index)"), replacing: false)
      }
    }
    for (name, size) in [("a", 30), ("bb", 300), ("ccc", 90)] {
      try write(folder, name, 2 * size, size, grey: grey)
    }
    let json = try run(["doctor", folder, "-o", file, "--columns", "2", "--json"]).json()
    let words = try #require(json["train"]?.string).split(separator: " ")
    let size = words.firstIndex(of: "--size").map { words[$0 + 1].split(separator: "x") }
    let sides = (size ?? ["64", "64"]).compactMap { Int($0) }
    let wanted = try trained(folder, PicturePreparation(width: sides[0], height: sides[1]))
    #expect(wanted.count == (grey ? 3 : 9) && wanted[0].channels == (grey ? 1 : 3))
    let grid = try Picture(reading: file)
    #expect(cells(wanted.count, of: grid, columns: 2, like: wanted[0]) == wanted)
  }

  @Test(
    "cells are what the model's own training kept of each picture",
    arguments: ["--fit whole --background #204060", "--fit stretch --channels grey", "--fit crop"])
  func asTheModel(options: String) throws {
    let (out, file) = try (run.fresh("run"), run.fresh("seen.png"))
    let words = options.split(separator: " ").map(String.init)
    let train = ["train", "faces", "--run", out, "--size", "32x16", "--preset", "small"] + words
    #expect(try run(train + ["--batch", "4", "--steps", "2"]).code == 0)
    let seen = try run(["doctor", "faces", "--run", out, "-o", file, "--columns", "5", "--json"])
    let json = try seen.json()
    #expect(json["model"]?["fit"]?.string == words[1] && json["model"]?["width"]?.integer == 32)
    let isGrey = words.contains("grey")
    #expect(json["model"]?["channels"]?.integer == (isGrey ? 1 : 3))
    var reading = ReadingOptions()
    if words.contains("#204060") { reading.background = Color(0x20, 0x40, 0x60) }
    let wanted = try trained(
      run.folder("faces"),
      PicturePreparation(
        width: 32, height: 16, fit: try #require(Frame.Fit(rawValue: words[1])),
        channels: isGrey ? .grey : .rgb, reading: reading))
    #expect(wanted.count == 12)
    let grid = try Picture(reading: file)
    #expect(cells(12, of: grid, columns: 5, like: wanted[0]) == wanted)
    let judged = try run(["doctor", "faces", "--run", out]).output
    let rows = ["whole": "bordered   12", "stretch": "stretched  12", "crop": "cut        12"]
    for (fit, row) in rows { #expect(judged.contains(row) == (fit == words[1]), "\(judged)") }
    #expect(judged.contains("greyed     12 by a model of grey") == isGrey, "\(judged)")
  }

  @Test("--seed chooses the pictures, in their order, alike on any number of threads")
  func chosen() throws {
    func names(_ words: String...) throws -> [String] {
      let line = ["doctor", "faces", "-o", try run.fresh("seen.png"), "--json"]
      let json = try run(line + words).json()
      return json["grid"]?["pictures"]?.array?.compactMap(\.string) ?? []
    }
    let some = try names("-n", "5", "--seed", "3")
    #expect(some.count == 5 && some == some.sorted() && Set(some).isSubset(of: run.pictures))
    #expect(try names("-n", "5", "--seed", "3", "--threads", "1") == some)
    #expect(try names("-n", "5", "--seed", "4") != some)
    #expect(try names() == run.pictures)
  }

  @Test("a grid that is there is replaced only by --force, and none is drawn of nothing")
  func overwriting() throws {
    let (file, empty) = try (run.fresh("seen.png"), run.fresh("empty"))
    try Folder.make(empty)
    #expect(try run(["doctor", empty, "-o", file]).code == 65)
    #expect(try !FileFacts.exist(file))
    #expect(try run(["doctor", "faces", "-o", file, "-n", "1", "--scale", "2"]).code == 0)
    #expect(try Picture(reading: file).height == 2 + 128 + 2)
    #expect(try run(["doctor", "faces", "-o", file]).code == 74)
    #expect(try run(["doctor", "faces", "-o", file, "--force"]).code == 0)
  }

  // MARK: - Judging

  @Test("pictures that suit a model badly are counted")
  func fit() throws {
    let folder = try run.fresh("in")
    try Folder.make(folder)
    for (number, size) in [(8, 8), (20, 20), (40, 20), (24, 20), (32, 24), (64, 8)].enumerated() {
      try write(folder, "\(number).png", size.0, size.1)
    }
    try write(folder, "grey.png", 16, 16, grey: true)
    let words = ["doctor", folder, "--model", "run/model.safetensors"]
    let json = try run(words + ["--json"]).json()
    let model = try #require(json["model"])
    #expect(model["file"]?.string == "run/model.safetensors" && model["width"]?.integer == 16)
    // 8x8 and 64x8 are too small; 40x20 and 64x8 lose more than a quarter, 32x24 just a quarter.
    #expect(model["enlarged"]?.integer == 2 && model["misshapen"]?.integer == 2)
    #expect(model["grey_in_colour"]?.integer == 1 && model["colour_in_grey"]?.integer == 0)
    #expect(json["recommended"] == nil && json["train"] == nil)
    #expect(json["next"]?.string == "vae-img score \(folder) --model run/model.safetensors")
    let text = try run(words).output
    for line in [
      "model      16x16 in colour, fit crop, background #ffffff: run/model.safetensors",
      "enlarged   2 to reach 16x16", "cut        2 by more than 25 % of their area",
      "grey       1 under a model of colour", "now type   vae-img score",
    ] {
      #expect(text.contains(line), "\(text)")
    }
  }

  @Test("a run folder that happens to be there is no judge")
  func unnamed() throws {
    let folder = try TemporaryFolder()
    try SamplePictures.generate(into: folder("faces"), count: 3)
    try Folder.make(folder("vae-img-run"))
    try WholeFile.write(
      Array("junk".utf8).span, to: folder("vae-img-run/model.safetensors"), replacing: false)
    let seen = try Binary.run(["doctor", "faces", "--json"], in: folder.path)
    #expect(try seen.code == 0 && seen.json()["train"]?.string?.hasPrefix("vae-img train") == true)
    let judged = try Binary.run(["doctor", "faces", "--run", "vae-img-run"], in: folder.path)
    #expect(judged.code == 65 && judged.output.isEmpty)
  }

  @Test("the line to type goes on with the run where it can, else uses the model")
  func next() throws {
    let run = try TinyRun(folder: TemporaryFolder())
    func next(_ words: String...) throws -> String? {
      try run(["doctor"] + words + ["--json"]).json()["next"]?.string
    }
    let started = try Running(
      TinyRun.training + ["--steps", "3000", "--json"], in: run.folder.path)
    let deadline = Date().addingTimeInterval(60)
    while try started.text("output").isEmpty, started.process.isRunning, Date() < deadline {
      usleep(2000)
    }
    kill(started.process.processIdentifier, SIGINT)
    #expect(try started.outcome(within: 60).code == 130)

    let model = "run/model.safetensors"
    #expect(try next("faces", "--run", "run") == "vae-img train faces --run run")
    #expect(try next("./faces", "--run", "run") == "vae-img train ./faces --run run")
    #expect(try next("faces", "--model", model) == "vae-img reconstruct faces --model \(model)")
    try write(run.folder("faces"), "a new one.png", 40, 40)
    #expect(try next("faces", "--run", "run") == "vae-img reconstruct faces --run run")
    try Folder.removeFile(run.folder("faces/a new one.png"))

    let line = try #require(try next("faces", "--run", "run")).split(separator: " ")
    let continued = try run(line.dropFirst().map(String.init))
    #expect(continued.code == 0 && continued.messages.contains("continuing after step"))
    #expect(try next("faces", "--run", "run") == "vae-img score faces --run run")
    #expect(try run(["score", "faces", "--run", "run"]).code == 0)
  }
}
