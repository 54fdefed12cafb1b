import Autoencoder
import Files
import Foundation
import TestSupport
import Testing

/// Names and texts that somebody else chose: they may try to reach beyond the folder that is written into,
/// to be obeyed by the terminal, or to be run by a shell.
@Suite("What a stranger wrote", .serialized)
struct StrangersText {
  private static let names = [
    "two\nlines.png", "\u{1B}]0;title\u{7}\u{1B}[2J.png", "-rf.png", "$(touch pwned).png",
    "`touch pwned`.png", "'\";touch pwned;.png", "%s%n.png", "up\\..\\..\\up.png", "a..b.png",
    "c1\u{9B}31m.png", "\u{202E}gnp.png", " .png", ",\",=1+1.png", "\\n.png",
  ]
  private static let evil = "\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}\n../../owned"

  private let victim: Victim
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    victim = try Victim.variational.get()
    folder = try TemporaryFolder()
    model = victim.folder("whole-variational/model.safetensors")
    try Folder.make(folder("place/set/sub\n\u{1B}[31m"))
    for (number, name) in Self.names.enumerated() {
      let place = number % 2 == 0 ? "set" : "set/sub\n\u{1B}[31m"
      try FileManager.default.copyItem(
        atPath: victim.folder("set/\(number).png"), toPath: folder("place/\(place)/\(name)"))
    }
    try WholeFile.write(
      "no picture", to: folder("place/set/broken\u{1B}[31m\n.png"), replacing: false)
  }

  /// Whether the text has what a terminal would obey, but for the ends of its lines.
  private func isObeyed(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.isObeyedByTerminals && !["\n", "\r", "\t"].contains($0) }
  }

  /// Runs a command, which must say nothing that a terminal obeys, and make these names alone.
  private func run(_ words: [String], makes new: [String] = [], code: Int32 = 0) throws {
    let before = Set(try Folder.names(in: folder("place")))
    let outcome = try Binary.run(words, in: folder("place"))
    #expect(outcome.code == code, "\(words): \(outcome.messages)")
    #expect(!isObeyed(outcome.output) && !isObeyed(outcome.messages), "\(words)")
    #expect(Set(try Folder.names(in: folder("place"))).subtracting(before) == Set(new), "\(words)")
    #expect(folder.names == ["place"], "\(words)")
    for name in new where [".txt", ".csv", ".jsonl"].contains(where: name.hasSuffix) {
      let text = String(decoding: try WholeFile.read(folder("place/\(name)")), as: UTF8.self)
      #expect(!isObeyed(text), "\(name)")
    }
  }

  @Test("as names of pictures leads nowhere but into the folder of the output")
  func names() throws {
    let use = ["--model", model]
    try run(["doctor", "set", "--all"])
    try run(["doctor", "set", "--json", "-o", "seen.png"] + use, makes: ["seen.png"])
    // The names of what an array holds stand beside it.
    for new in [["codes.npy", "codes.npy.txt"], ["codes.csv"], ["codes.jsonl"]] {
      try run(["encode", "set", "-o", new[0]] + use, makes: new)
    }
    try run(["reconstruct", "set", "-o", "pairs.png"] + use, makes: ["pairs.png"])
    try run(["score", "set", "--each", "maps", "--json"] + use, makes: ["maps"])
    #expect(try Folder.names(in: folder("place/maps")).count == Self.names.count)
    try run(["evaluate", "set"] + use)
    let picture = "set/\(Self.names[0])"
    try run(["nearest", picture, "set", "-o", "b.png"] + use, makes: ["b.png"])
    try run(["nearest", picture, "set", "--json", "-o", "c.png"] + use, makes: ["c.png"])
    try run(["sample", "-n", "2", "--like", picture, "--each", "like"] + use, makes: ["like"])
    let training = victim.words("run\u{1B}[31m").map { $0 == "160" ? "3" : $0 }
    try run(training, makes: ["run\u{1B}[31m"])
    try run(training + ["--new"], makes: ["run\u{1B}[31m.1"])
    for name in ["log.txt", "skipped.tsv", "metrics.jsonl", "plan.json"] {
      let text = try WholeFile.read(folder("place/run\u{1B}[31m/\(name)"))
      #expect(!isObeyed(String(decoding: text, as: UTF8.self)), "\(name)")
    }
  }

  @Test("as names in files of codes names no file")
  func codes() throws {
    // Four at each of 8x8 places.
    let numbers = (0..<256).map { "\(Double($0) / 256)" }.joined(separator: ",")
    let names = (0..<256).map { "n\($0)" }.joined(separator: ",")
    try WholeFile.write(
      "file,\(names)\r\n\"../../up.png\",\(numbers)\r\n\"/tmp/up.png\",\(numbers)\r\n",
      to: folder("place/codes.csv"), replacing: false)
    let lines = ["../../up.png", Self.evil].map {
      "{\"file\":\(JSON.string($0).rendered()),\"code\":[\(numbers)]}\n"
    }
    try WholeFile.write(lines.joined(), to: folder("place/codes.jsonl"), replacing: false)
    for ending in ["csv", "jsonl"] {
      try run(["decode", "codes.\(ending)", "-o", ending, "--model", model], makes: [ending])
      #expect(
        try Folder.names(in: folder("place/\(ending)"))
          == ["decoded-000000.png", "decoded-000001.png"])
    }
    try WholeFile.write(
      "\"\(Self.evil)\",not,numbers\n", to: folder("place/bad.csv"), replacing: false)
    try run(["decode", "bad.csv", "-o", "bad", "--model", model], code: 65)
  }

  @Test("as a whole model's account of itself is shown and not obeyed")
  func metadata() throws {
    let read = try ModelFile.read(model)
    read.summary = [
      "objective": .string(Self.evil), Self.evil: .string(Self.evil),
      "sampler": .string(Self.evil), "sampler_reason": .string(Self.evil),
      "version": .string(Self.evil), "kernels": .string(Self.evil), "health": [.string(Self.evil)],
      "finished": true,
      "held_out_bits_per_dim": .array((0...100).map { .number(Double($0)) }),
    ]
    let hostile = "model\u{1B}[31m.safetensors"
    try ModelFile.write(read, to: folder("place/\(hostile)"), replacing: false)
    let use = ["--model", hostile]
    try run(["inspect", hostile, "--tensors"])
    try run(["inspect", hostile, "--json"])
    try run(["inspect", hostile, "-o", "card.png"], makes: ["card.png"])
    try run(["doctor", "set"] + use)
    try run(["sample", "-n", "2", "a.png", "--json"] + use, makes: ["a.png"])
    try run(["score", "set"] + use)
    try run(["evaluate", "set"] + use)
  }
}
