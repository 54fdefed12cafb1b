import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("Odd inputs and outputs are met with a sentence before the work, never with a surprise")
struct OutputTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test(
    "where a file cannot go is said at once",
    arguments: [
      ("sample -n 1 gone/x.png", 74, "gone"), ("encode faces -o gone/x.npy", 74, "gone"),
      ("evaluate faces -o gone/x.png", 74, "gone"), ("sample x.gif", 64, ".png"),
      ("encode gone.png -o \(String(repeating: "x", count: 248)).npy", 74, "name too long"),
      ("decode c.npy -o x.gif", 64, ".png"), ("decode c.txt", 64, ".npy"),
      ("encode faces -o run/samples --force", 74, "is a folder"),
      ("encode faces -o x.txt", 64, ".npy"), ("evaluate faces -o x.gif", 64, ".png"),
      ("interpolate A B -o x.png --animate x.png", 64, "two files"),
      ("interpolate A B -o x.png --animate faces/.././x.png", 64, "two files"),
      ("sample --seeds 3-4 faces/sample-000004.png --each ./faces/", 64, "two files"),
      ("interpolate A B --animate -.gif", 64, "needs a file"),
      ("interpolate A B --animate x.mp4", 64, ".gif"),
      ("interpolate gone.png B --each A/x", 74, "A/x"),
      ("score gone.png --each A/x", 74, "A/x"),
      ("sample --seed 9223372036854775800", 64, "no room"),
      ("sample --seeds 9223372036854775808", 64, "numbers such as"),
      ("sample --seeds 3,5-6,5 --each twice", 64, "two files"),
      ("sample -n 600 --scale 64 --each few x.png", 64, "--scale"),
      ("sample -n 1000 --columns 1 --scale 4 --each few x.jpg", 64, "x.jpg would have 68x66"),
      ("sample -n 60000 --columns 1 --each few x.png", 64, "x.png would have 20x1080002"),
      ("interpolate A B -n 999 --scale 5 --each few -o x.jpg", 64, "ends in .png"),
      ("traverse --rows 4 -n 1000 --scale 64 -o x.png", 64, "fewer pictures"),
      ("arithmetic --plus A --minus gone.png -n 1000 --scale 5 -o x.jpg", 64, "x.jpg would"),
      ("train faces --time 0.5", 64, "1s or more"), ("nearest A", 64, "missing argument PATH..."),
      ("inspect nope", 65, "no model file nope"),
      ("inspect run", 65, "--run run"), ("sample x.png --model run", 65, "--run run"),
      ("evaluate faces --force", 64, "requires --out"), ("inspect --force", 64, "requires --out"),
      ("doctor faces --force", 64, "requires --out"), ("inspect --seed 3", 64, "requires --out"),
      ("inspect -o x.gif", 64, ".png"),
      ("inspect -o gone/x.png", 74, "gone"), ("inspect nope -o x.png", 65, "no model file nope"),
      ("inspect run/checkpoint.safetensors -o x.png", 65, "not a model"),
      ("inspect -o x.png --seed 9223372036854775800", 64, "no room"),
      ("score faces --scale 2", 64, "requires --each"),
      ("score faces --force", 64, "requires --each"),
      ("sample --each few --columns 3", 64, "--columns has no effect"),
      ("decode c.npy --each few --columns 3", 64, "--columns has no effect"),
      ("denoise faces --each few --columns 3", 64, "--columns has no effect"),
      ("sample x.png -o y.png", 64, "'x.png' and --out both"),
      ("reconstruct faces --seed 3", 64, "--seed requires --stochastic"),
      ("interpolate A B --seed 3", 64, "--seed requires --stochastic"),
      ("encode faces --seed 3", 64, "--seed requires --stochastic"),
      ("decode c.npy --seed 3", 64, "--seed requires --stochastic"),
      ("nearest A faces --seed 3", 64, "--seed requires --stochastic"),
      ("arithmetic --plus A --minus B --seed 3", 64, "--seed requires --stochastic"),
      ("score faces --seed 3", 64, "--seed requires --stochastic"),
      ("denoise faces --seed 3", 64, "--seed requires --stochastic"),
      ("traverse A --seed 3", 64, "--seed requires --stochastic"),
      ("traverse --max-pixels 9", 64, "requires a PICTURE"),
      ("inspect A --run run", 64, "and --run both name the file"),
      ("sample --model run/model.safetensors --run run", 64, "--run and --model"),
      ("sample --max-pixels 9", 64, "requires --like"),
      ("sample -n 1 --each few --scale 0", 64, "--scale"),
      ("doctor faces -n 4", 64, "requires --out"), ("doctor faces --seed 4", 64, "requires --out"),
      ("doctor faces --scale 2", 64, "requires --out"),
      ("doctor faces --columns 2", 64, "--columns"),
      ("doctor faces -o x.gif", 64, ".png"), ("doctor faces -o gone/x.png", 74, "gone"),
      ("doctor faces -o x.png --model nope", 65, "no model file nope"),
      ("doctor faces --model run", 65, "--run run"), ("doctor gone -o x.png", 74, "gone"),
      ("doctor faces --model run/checkpoint.safetensors", 65, "not a model"),
    ])
  func refusals(line: String, code: Int32, word: String) throws {
    let before = run.folder.names
    func named(_ text: String) -> String {
      text.replacing("A", with: run.pictures[0]).replacing("B", with: run.pictures[1])
    }
    let words = line.split(separator: " ").map { word in
      word.first == "A" || word == "B" ? named(String(word)) : String(word)
    }
    let namesModel = words.contains("--model") || words[0] == "inspect" && words[1].first != "-"
    let outcome = try run(words + (namesModel ? [] : ["--run", "run"]))
    let expected = word.hasPrefix("A/") ? named(word) : word
    #expect(outcome.code == code && outcome.messages.contains(expected), "\(outcome.messages)")
    #expect(
      run.folder.names.filter { !$0.hasPrefix("out-") } == before.filter { !$0.hasPrefix("out-") })
  }

  @Test("decode fills a folder that is there, whatever it is called")
  func folders() throws {
    let (codes, folder) = try (run.fresh("c.npy"), run.fresh("out.v2"))
    #expect(try run.use("encode", run.pictures[0], "-o", codes).code == 0)
    try Folder.make(folder)
    // What a command left there that was killed.
    let half = "\(folder)/decoded-000000.png.2147483000.\(AtomicFile.Leftover.removed.ending)"
    try WholeFile.write("half", to: half, replacing: false)
    #expect(try run.use("decode", codes, "--each", folder).code == 0)
    #expect(try Folder.names(in: folder) == ["decoded-000000.png"])
    #expect(try run.use("decode", codes, "--each", folder).code == 74)
    #expect(try run.use("decode", codes, "--each", folder, "--force").code == 0)
  }

  @Test("a file for each picture is all that --each writes, unless -o asks for the grid too")
  func each() throws {
    for (command, count) in [("denoise", 2), ("interpolate", 9), ("sample", 64)] {
      let words =
        command == "sample" ? [command] : [command] + run.pictures.prefix(2).map { run.folder($0) }
      let (place, folder) = try (run.fresh("."), run.fresh("each"))
      let model = ["--model", run.model]
      let alone = try Binary.run(words + ["--each", folder, "--json"] + model, in: place)
      #expect(alone.code == 0, "\(alone.messages)")
      #expect(try alone.json()["files"]?.array?.count == count)
      #expect(try Folder.names(in: place).isEmpty && Folder.names(in: folder).count == count)
      let both = ["--each", folder, "--force", "-o", "grid.png"]
      #expect(try Binary.run(words + both + model, in: place).code == 0)
      #expect(try Folder.names(in: place) == ["grid.png"])
    }
  }

  @Test(
    "pictures that cannot be read are named and counted", arguments: ["reconstruct", "denoise"])
  func skipped(command: String) throws {
    let folder = try run.fresh("mixed")
    try Folder.make(folder)
    try WholeFile.write(Array("junk".utf8).span, to: "\(folder)/a.png", replacing: false)
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    try WholeFile.write(face.span, to: "\(folder)/b.png", replacing: false)
    let outcome = try run.use(command, folder, "-o", try run.fresh("x.png"))
    #expect(outcome.code == 0 && outcome.messages.contains("a.png skipped"))
    #expect(outcome.messages.contains("1 file skipped"), "\(outcome.messages)")
    let quiet = try run.use(command, folder, "-o", try run.fresh("x.png"), "-q")
    let told = quiet.messages.split(separator: "\n")
    #expect(told.count == 2 && told[0].contains("a.png skipped: "), "\(quiet.messages)")
    #expect(told.last == "1 file skipped")
  }

  @Test(
    "so is what no walk through a folder gets at, and --strict takes it for an error too",
    arguments: ["reconstruct", "score", "evaluate"])
  func outOfReach(command: String) throws {
    let folder = try run.fresh("mixed")
    try Folder.make(folder)
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    try WholeFile.write(face.span, to: "\(folder)/b.png", replacing: false)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/a.png", withDestinationPath: "nowhere")
    func use(_ extra: String...) throws -> Binary.Outcome {
      let out = command == "reconstruct" ? ["-o", try run.fresh("x.png")] : []
      return try run([command, folder, "--run", "run"] + out + extra)
    }
    let outcome = try use()
    #expect(outcome.code == 0 && outcome.messages.contains("a.png skipped"))
    #expect(outcome.messages.contains("1 file skipped"), "\(outcome.messages)")
    let strict = try use("--strict")
    #expect(strict.code == 65 && strict.messages.contains("a.png: "), "\(strict.messages)")
  }

  @Test("nearest refuses a grid that is too large before it looks at a picture")
  func largeSearch() throws {
    let folder = try run.fresh("many")
    try Folder.make(folder)
    try WholeFile.write("junk", to: "\(folder)/junk.png", replacing: false)
    for number in 0..<70 {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(number).png", withDestinationPath: run.folder(run.pictures[0]))
    }
    let words = ["nearest", run.pictures[0], folder, "--scale", "64", "--columns", "1", "-o"]
    let out = try run.fresh("x.jpg")
    let refused = try run(words + [out, "--run", "run", "-n", "70"])
    #expect(refused.code == 64 && refused.messages.contains("x.jpg would"), "\(refused.messages)")
    #expect(!refused.messages.contains("junk"), "\(refused.messages)")
    #expect(try run(words + [out, "--run", "run", "-n", "2"]).code == 0)
    #expect(try Picture(reading: out).height == 2 + 3 * (16 * 64 + 2))
  }

  @Test(
    "a picture whose end is missing is taken where the user says so",
    arguments: ["interpolate CUT A -o", "traverse CUT -o", "sample --like CUT -n 1"])
  func truncated(line: String) throws {
    let cut = try run.fresh("cut.png")
    let face = try #require(run.pictures.first { $0.hasSuffix(".png") })
    let bytes = try WholeFile.read(run.folder(face)).dropLast(100)
    try WholeFile.write(Array(bytes).span, to: cut, replacing: false)
    let words =
      try line.split(separator: " ").map { word in
        word == "CUT" ? cut : word == "A" ? face : String(word)
      } + [run.fresh("x.png"), "--run", "run"]
    let refused = try run(words)
    #expect(refused.code == 65 && refused.messages.contains("--accept-truncated"))
    #expect(try run(words + ["--accept-truncated"]).code == 0)
  }

  @Test("drawn faces replace no file of another unless they may")
  func drawnFaces() throws {
    let folder = try run.fresh("faces")
    try Folder.make(folder)
    try WholeFile.write("mine", to: "\(folder)/face-0001.jpg", replacing: false)
    let words = ["draw-samples", folder, "-n", "2"]
    let refused = try run(words)
    #expect(refused.code == 74 && refused.messages.contains("face-0001.jpg already exists"))
    #expect(try Folder.names(in: folder) == ["face-0001.jpg"])
    #expect(try run(words + ["--force"]).code == 0)
    #expect(try Folder.names(in: folder).count == 3)
    #expect(try run(words).code == 74)
  }

  @Test("inspect rounds for people, not for programs")
  func rounding() throws {
    func digits(_ text: String, _ word: String) -> Int? {
      text.split(separator: "\n").first { $0.hasPrefix(word) }?.split(separator: ".").last?.count
    }
    let shown = try run.use("inspect").output
    for word in ["psnr", "validation nats", "completeness"] {
      #expect(digits(shown, word) == 3, "\(shown)")
    }
    let psnr = try run.use("inspect", "--json").json()["summary"]?["psnr"]?.number
    #expect(psnr.map { $0 * 1000 != ($0 * 1000).rounded() } == true)
  }

  @Test("evaluate draws the chart that it is asked for")
  func chart() throws {
    let path = try run.fresh("kl.png")
    let outcome = try run.use("evaluate", "faces", "-o", path, "--json")
    #expect(try outcome.json()["files"] == [.string(path)])
    let chart = try Picture(reading: path)
    #expect(chart.width == 1200 && Set(chart.pixels).count > 2)
    #expect(try run.use("evaluate", "faces", "-o", path).code == 74)
    #expect(try run.use("evaluate", "faces", "-o", path, "--force").code == 0)
  }
}
