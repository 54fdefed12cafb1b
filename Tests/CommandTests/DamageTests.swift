import Autoencoder
import Files
import Foundation
import TestSupport
import Testing

@Suite("A model that is missing, damaged or newer is refused; inspect shows what is left of it")
struct DamageTests {
  private let run: TinyRun
  private let bytes: [UInt8]

  init() throws {
    run = try TinyRun.shared.get()
    bytes = try WholeFile.read(run.model)
  }

  private func sample(_ model: String) throws -> Binary.Outcome {
    try run(["sample", "-n", "1", try run.fresh("never.png"), "--model", model])
  }

  private func write(_ bytes: [UInt8]) throws -> String {
    let path = try run.fresh("model.safetensors")
    try WholeFile.write(bytes.span, to: path, replacing: true)
    return path
  }

  @Test("cut anywhere, it is refused", arguments: [0, 1, 7, 8, 9, 40, 500, 1500, 5000, 12_000, -1])
  func truncated(length: Int) throws {
    let path = try write(Array(bytes.prefix(length < 0 ? bytes.count + length : length)))
    let outcome = try sample(path)
    #expect(outcome.code == 65 && outcome.messages.contains(path), "\(outcome.messages)")
    let seen = try run(["inspect", path, "--json"])
    #expect(seen.code == 65)
    let json = try seen.json()
    #expect(json["whole"]?.boolean == false && json["problems"]?.array?.isEmpty == false)
    if length > 5000 { #expect(json["architecture"]?["latents"]?.integer == 4) }
  }

  @Test("one bit flipped anywhere, it is refused", arguments: 0..<24)
  func flipped(part: Int) throws {
    var damaged = bytes
    let place = part < 8 ? part * 3 : bytes.count * part / 24
    damaged[place] ^= UInt8(1 << (part % 8))
    let path = try write(damaged)
    let outcome = try sample(path)
    #expect(outcome.code == 65, "byte \(place): \(outcome.messages)")
    #expect(try run(["inspect", path]).code == 65)
  }

  @Test("a newer format and another kind of file are told apart")
  func others() throws {
    func rewritten(_ key: String, _ value: String) throws -> String {
      let file = try SafetensorsFile(run.model)
      let path = try run.fresh("model.safetensors")
      var metadata = file.metadata
      metadata[key] = value
      let writer = try SafetensorsWriter(
        path, metadata: metadata.map { (key: $0.key, value: $0.value) }, entries: [])
      try writer.finish(replacing: true)
      return path
    }
    let newer = try sample(try rewritten("format", "99"))
    #expect(newer.code == 65 && newer.messages.contains("newer"), "\(newer.messages)")
    let other = try sample(try rewritten("kind", "recipe"))
    #expect(other.code == 65 && other.messages.contains("not a model"), "\(other.messages)")
    let checkpoint = try sample(run.folder("run/checkpoint.safetensors"))
    #expect(checkpoint.code == 65, "\(checkpoint.messages)")
    #expect(
      try run(["inspect", "run/checkpoint.safetensors", "--json"]).json()["kind"]?.string
        == "checkpoint")
  }

  @Test("what a file says is never obeyed by the terminal")
  func escapes() throws {
    let path = try run.fresh("model.safetensors")
    let evil = "\u{1B}]0;owned\u{7}\u{9B}2J"
    let summary: JSON = [evil: .string(evil), "health": [.string(evil)]]
    var writer = try SafetensorsWriter(
      path,
      metadata: [
        ("kind", "vae-img model"), ("format", "1"), ("summary", summary.rendered()),
        ("likelihood", JSON.string(evil).rendered()),
      ],
      entries: [Safetensors.Entry(evil, shape: [1])])
    try writer.append([Float(0)].span)
    try writer.finish(replacing: true)
    let seen = try run(["inspect", path])
    #expect(seen.code == 65)
    #expect(seen.output.components(separatedBy: "owned").count >= 5, "\(seen.output)")
    for letter in ["\u{1B}", "\u{7}", "\u{9B}"] { #expect(!seen.output.contains(letter)) }
  }

  @Test("a damaged header full of sizes beyond counting is shown nonetheless")
  func beyondCounting() throws {
    let arrays = (0..<70_000).map { #","\#($0)":{"dtype":"F32","shape":[\#(1 << 47)]}"# }.joined()
    let header = Array("{\"__metadata__\":{\"crc32\":\"00000000\"}\(arrays)}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    let seen = try run(["inspect", try write(length + header), "--json"])
    #expect(seen.code == 65)
    #expect(try seen.json()["whole"]?.boolean == false)
  }

  @Test(
    "where there is none, every command says so and draws nothing",
    arguments: [
      "sample a.png", "interpolate x.png y.png --each f", "sample --each f", "reconstruct x.png",
      "traverse", "encode x.png",
      "decode x.npy", "arithmetic --plus x.png --minus y.png", "nearest x.png .", "denoise x.png",
      "score x.png --each f", "evaluate x.png", "inspect",
      "inspect -o x.png", "doctor . --run run -o x.png",
    ])
  func missing(line: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Binary.run(line.split(separator: " ").map(String.init), in: folder.path)
    #expect(outcome.code == 65 && outcome.messages.contains("vae-img train"), "\(outcome.messages)")
    #expect(folder.names == [])
  }

  @Test("a whole model is shown whole")
  func whole() throws {
    let seen = try run(["inspect", "--run", "run", "--tensors"])
    #expect(seen.code == 0)
    for word in [
      "checksum agrees", "encoder.0", "16x16x3 to 256 latents", "parameters",
    ] {
      #expect(seen.output.contains(word), "\(word)")
    }
    #expect(try run(["inspect", "--run", "run", "--json"]).json()["whole"]?.boolean == true)
  }
}
