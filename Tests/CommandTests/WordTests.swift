import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite("Odd words and names mean what they say")
struct WordTests {
  private let run: TinyRun

  init() throws { run = try TinyRun.shared.get() }

  @Test("what the version before called otherwise still works, with advice")
  func formerNames() throws {
    let (codes, folder, walk) = try (run.fresh("c.npy"), run.fresh("out"), run.fresh("walk"))
    #expect(try run.use("encode", run.pictures[0], "-o", codes).code == 0)
    let decoded = try run.use("decode", codes, "-o", folder)
    #expect(decoded.code == 0 && decoded.messages.contains("--each"), "\(decoded.messages)")
    #expect(try Folder.names(in: folder) == ["decoded-000000.png"])
    let words = ["interpolate", run.pictures[0], run.pictures[1], "--steps", "3", "--frames", walk]
    let walked = try run(words + ["--run", "run"])
    #expect(walked.code == 0 && walked.messages.contains("--frames is --each now"))
    #expect(walked.messages.contains("--steps is --count now"), "\(walked.messages)")
    #expect(try Folder.names(in: walk).count == 3)
  }

  @Test("a file named like an option is found by the name that is suggested")
  func dashes() throws {
    let folder = try run.fresh("odd")
    try Folder.make(folder)
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    for name in ["--help.png", "-face.png"] {
      #expect(try !Binary.run(["doctor", name], in: folder).messages.contains("mean"))
      try WholeFile.write(face.span, to: "\(folder)/\(name)", replacing: false)
      let outcome = try Binary.run(["doctor", name], in: folder)
      #expect(outcome.code == 64 && outcome.messages.contains("mean './\(name)'?"))
      #expect(try Binary.run(["doctor", "./\(name)"], in: folder).code == 0)
    }
  }

  @Test("a heat map has as much of its picture's name as there is room for")
  func longNames() throws {
    let (folder, maps) = try (run.fresh("set"), run.fresh("maps"))
    try Folder.make(folder)
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    let stem = "x" + String(repeating: "ü", count: 123)
    try WholeFile.write(face.span, to: "\(folder)/\(stem).png", replacing: false)
    let outcome = try run.use("score", folder, "--each", maps)
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try Folder.names(in: maps) == ["000001-\(stem.dropLast(2)).png"])
  }

  #if os(Linux)
    @Test("names that differ in how Unicode composes a letter are two files")
    func composition() throws {
      let folder = try run.fresh("two")
      try Folder.make(folder)
      let files = ["\(folder)/\u{FC}.png", "\(folder)/u\u{308}.png"]
      let outcome = try run.use(
        "interpolate", run.pictures[0], run.pictures[1], "-o", files[0], "--animate", files[1])
      #expect(outcome.code == 0, "\(outcome.messages)")
      #expect(try Folder.names(in: folder).count == 2)
    }
  #endif

  @Test("a file's name does nothing to a terminal")
  func controls() throws {
    let folder = try run.fresh("odd")
    try Folder.make(folder)
    let face = try WholeFile.read(run.folder(run.pictures[0]))
    for name in ["a\u{1B}[31m.png", "b\nc.png"] {
      try WholeFile.write(face.span, to: "\(folder)/\(name)", replacing: false)
    }
    let junk = try run.fresh("junk\u{1B}[31m.png")
    try WholeFile.write("junk", to: junk, replacing: false)
    for words in [["doctor"], ["score"], ["reconstruct", "-o", try run.fresh("x.png")]] {
      let said = try run(words + [folder, "--run", "run"])
      #expect(said.code == 0 && said.output.contains("a\\u{1b}[31m.png"), "\(said.output)")
      #expect(said.output.contains("b\\nc.png") && !said.output.contains("\u{1B}"))
    }
    let nearest = try run.use("nearest", run.pictures[0], folder, "-o", try run.fresh("x.png"))
    #expect(nearest.output.contains("b\\nc.png") && !nearest.output.contains("\u{1B}"))
    let refused = try run.use("traverse", junk, "-o", try run.fresh("x.png"))
    #expect(refused.messages.contains("junk\\u{1b}[31m.png") && refused.code == 65)
  }

  @Test("an empty word is none")
  func emptyWords() throws {
    for words in [["sample", ""], ["decode", ""], ["reconstruct", "faces", ""]] {
      let outcome = try run(words + ["--run", "run"])
      #expect(
        outcome.code == 64 && outcome.messages.contains("missing argument"), "\(outcome.messages)")
    }
  }
}
