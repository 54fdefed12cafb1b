import Analysis
import Autoencoder
import Files
import Foundation
import Images
import SamplePictures
import TestSupport
import Testing

@Suite("doctor names what is wrong with a folder; the other commands stay calm about it")
struct DoctorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Folder.make(folder("in"))
    let face = try SamplePictures.file(index: 0, seed: 0)
    try write(face, "a.png")
    try write(face, "copy.png")
    try write(face, "liar.jpg")
    try write(Array(face.dropLast(200)), "cut.png")
    try write(Array("no picture at all".utf8), "notes.txt")
    let picture = try PictureReader.read(face.span)
    try write(try JPEGEncoder.encode(picture, quality: 70), "again.jpg")
    let grey = Picture(
      width: 20, height: 10, channels: 1, pixels: (0..<200).map { UInt8($0 * 7 % 251) })
    try write(try PNGEncoder.encode(grey), "grey.png")
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try WholeFile.write(bytes.span, to: folder("in/\(name)"), replacing: false)
  }

  @Test("each kind of trouble is counted and named")
  func findings() throws {
    let outcome = try Binary.run(["doctor", "in", "--json"], in: folder.path)
    #expect(outcome.code == 0)
    let json = try outcome.json()
    #expect(json["files"]?.integer == 7 && json["readable"]?.integer == 5)
    #expect(json["formats"]?["PNG"]?.integer == 4 && json["formats"]?["JPEG"]?.integer == 1)
    #expect(json["grey"]?.integer == 1)
    #expect(json["truncated"] == ["in/cut.png"])
    #expect(json["wrong_extension"] == ["in/liar.jpg"])
    #expect(json["unreadable"]?.array?.first?["file"]?.string == "in/notes.txt")
    #expect(json["duplicates"] == [["in/a.png", "in/copy.png", "in/liar.jpg"]])
    #expect(json["near_duplicates"] == [["in/a.png", "in/again.jpg"]])
    #expect(json["train"]?.string?.hasPrefix("vae-img train in --") == true)
    let text = try Binary.run(["doctor", "in"], in: folder.path).output
    for word in ["5 of 7 files", "truncated", "misnamed", "look alike", "now type"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test("profiles by which colours are not those of sRGB are counted by their names")
  func profiles() throws {
    #expect(try !Binary.run(["doctor", "in"], in: folder.path).output.contains("profiles"))
    let name = "Wide\u{1B}[31m RGB"
    let text = [0x64, 0x65, 0x73, 0x63, 0, 0, 0, 0, 0, 0, 0, UInt8(name.utf8.count)] + name.utf8
    let header = [UInt8](repeating: 0, count: 36) + "acsp".utf8 + [UInt8](repeating: 0, count: 88)
    let table = [0, 0, 0, 1] + Array("desc".utf8) + [0, 0, 0, 144, 0, 0, 0, UInt8(text.count)]
    let segment = Array("ICC_PROFILE\0".utf8) + [1, 1] + header + table + text
    let face = try WholeFile.read(folder("in/again.jpg"))
    let length = [UInt8((segment.count + 2) >> 8), UInt8((segment.count + 2) & 255)]
    try write(face[..<2] + [0xFF, 0xE2] + length + segment + face[2...], "wide.jpg")
    let outcome = try Binary.run(["doctor", "in"], in: folder.path)
    #expect(outcome.output.contains("profiles   1 that are not sRGB"), "\(outcome.output)")
    #expect(outcome.output.contains("Wide\\u{1b}[31m RGB (1)"), "\(outcome.output)")
    let json = try Binary.run(["doctor", "in", "--json"], in: folder.path).json()
    #expect(json["profiles"]?[name]?.integer == 1)
  }

  @Test("the line to type takes a folder's name for no option")
  func dashes() throws {
    try FileManager.default.copyItem(atPath: folder("in"), toPath: folder("-set"))
    let json = try Binary.run(["doctor", "--json", "--", "-set"], in: folder.path).json()
    let line = try #require(json["train"]?.string)
    #expect(line.hasPrefix("vae-img train --") && line.hasSuffix(" -- -set"), "\(line)")
    let words = line.split(separator: " ").dropFirst(2).map(String.init)
    let trained = try Binary.run(["train", "--dry-run"] + words, in: folder.path)
    #expect(trained.code == 0, "\(line): \(trained.messages)")
  }

  @Test("a small size is advised for what it is: a quarter of the pictures are small")
  func smallSize() throws {
    try Folder.make(folder("mixed"))
    for (number, side) in [20, 20, 100, 101, 102].enumerated() {
      let picture = Picture(
        width: side, height: side, channels: 1, pixels: (0..<side * side).map { UInt8($0 % 251) })
      let bytes = try PNGEncoder.encode(picture)
      try WholeFile.write(bytes.span, to: folder("mixed/\(number).png"), replacing: false)
    }
    let text = try Binary.run(["doctor", "mixed"], in: folder.path).output
    #expect(text.contains("--size 32x32: a quarter of the pictures are smaller than 48"), "\(text)")
  }

  @Test("the line to type reads what was looked at")
  func readingWords() throws {
    let json = try Binary.run(
      ["doctor", "in", "--max-pixels", "5000", "--json"], in: folder.path
    ).json()
    #expect(json["train"]?.string?.hasSuffix(" --max-pixels 5000") == true)
  }

  @Test("a bench refuses what it makes no use of")
  func benchRefusals() throws {
    for (line, word) in [
      ("train in", "'in'"), ("kernels in", "'in'"), ("kernels --batch 3", "--batch"),
      ("kernels --threads 1", "--threads"), ("load in --seconds 3", "--seconds"),
    ] {
      let words = ["bench"] + line.split(separator: " ").map(String.init)
      let outcome = try Binary.run(words, in: folder.path)
      #expect(outcome.code == 64 && outcome.messages.contains(word), "\(outcome.messages)")
    }
  }

  @Test("a folder without pictures is bad data, one that is not there an error of files")
  func nothing() throws {
    try Folder.make(folder("empty"))
    #expect(try Binary.run(["doctor", "empty"], in: folder.path).code == 65)
    #expect(try Binary.run(["doctor", "gone"], in: folder.path).code == 74)
  }

  @Test("one picture is too few to train on, and enough to be looked at")
  func alone() throws {
    let outcome = try Binary.run(["doctor", "in/a.png", "-o", "seen.png"], in: folder.path)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("one picture is too few"))
    #expect(!outcome.output.contains("now type"))
    #expect(try FileFacts.exist(folder("seen.png")))
  }

  @Test("the size that suits is one that a model can have")
  func sizes() throws {
    for side in [32, 64, 128] {
      for aspect in stride(from: 0.2, through: 4, by: 0.01) {
        let (width, height) = FolderExamination.frame(side: side, aspect: aspect)
        #expect(throws: Never.self, "\(width)x\(height)") {
          try Architecture(height: height, width: width, channels: 3)
        }
        #expect(min(width, height) == side)
      }
    }
  }

  @Test("benches print the promised shapes")
  func benches() throws {
    let load = try Binary.run(["bench", "load", "in", "--json"], in: folder.path).json()
    #expect(load["bench"]?.string == "load" && load["images"]?.integer == 5)
    #expect(load["images_per_second"]?.number != nil && load["threads"]?.integer != nil)
    let train = try Binary.run(
      [
        "bench", "train", "--size", "16", "--preset", "small", "--batch", "4", "--seconds", "1",
        "--json",
      ]
    ).json()
    #expect(train["bench"]?.string == "train" && train["size"]?.integer == 16)
    for key in ["images_per_second", "gflops", "ceiling", "fraction"] {
      let value = try #require(train[key]?.number, "\(key)")
      #expect(value > 0, "\(key)")
    }
    let shares = try #require(train["parts"]?.array).compactMap { $0["share"]?.number }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    let infer = try Binary.run(
      ["bench", "infer", "--size", "16", "--preset", "small", "--seconds", "1", "--json"]
    ).json()
    #expect(infer["bench"]?.string == "infer" && infer["size"]?.integer == 16)
    for key in ["encoded_images_per_second", "decoded_images_per_second"] {
      let value = try #require(infer[key]?.number, "\(key)")
      #expect(value > 0, "\(key)")
    }
  }

  @Test("messages go to one side, data to the other, colours only to terminals")
  func streams() throws {
    let quiet = try Binary.run(["doctor", "in", "--quiet"], in: folder.path)
    #expect(quiet.messages.isEmpty && !quiet.output.isEmpty)
    #expect(!quiet.output.contains("\u{1B}"))
    let full = try Binary.run(["doctor", "in", "--json"], in: folder.path)
    #expect(!full.messages.contains("\u{1B}") && !full.messages.contains("\r"))
  }
}
