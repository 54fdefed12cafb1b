import Files
import Foundation
import TestSupport
import Testing

@Suite("Folders and surroundings that are not as they should be", .serialized)
struct OddPlaces {
  private let victim: Victim
  private let folder: TemporaryFolder

  init() throws {
    victim = try Victim.variational.get()
    folder = try TemporaryFolder()
  }

  /// The victim's pictures, so many of them, in a folder of their own.
  private func set(_ count: Int) throws {
    try Folder.make(folder("set"))
    for number in 0..<count {
      try FileManager.default.copyItem(
        atPath: victim.folder("set/\(number).png"), toPath: folder("set/\(number).png"))
    }
  }

  private func train(
    _ words: [String] = [], environment: [String: String?] = [:]
  ) throws -> Binary.Outcome {
    try Binary.run(victim.words("run") + words, in: folder.path, environment: environment)
  }

  @Test("a run folder that is a file is an error of files, and the file stays")
  func runIsAFile() throws {
    try set(4)
    try WholeFile.write("mine", to: folder("run"), replacing: false)
    for words in [[], ["--new"], ["--dry-run"]] {
      let outcome = try train(words)
      #expect(
        outcome.code == 0 && words == ["--dry-run"]
          || outcome.code == 74 && outcome.messages.contains("run"), "\(words): \(outcome.messages)"
      )
    }
    #expect(try WholeFile.read(folder("run")) == Array("mine".utf8))
  }

  @Test("too few pictures are said to be, and so are broken ones", arguments: [0, 1, 2])
  func few(_ count: Int) throws {
    try set(count)
    try WholeFile.write("no picture", to: folder("set/broken.png"), replacing: false)
    let outcome = try train()
    #expect(outcome.code == (count < 2 ? 65 : 0), "\(count): \(outcome.messages)")
    #expect(outcome.messages.contains("picture"), "\(count): \(outcome.messages)")
  }

  @Test("where all pictures are broken, each is named and nothing is made of them")
  func allBroken() throws {
    try set(1)
    let whole = try Data(contentsOf: URL(filePath: folder("set/0.png")))
    let broken = [
      "0.png": whole.prefix(whole.count / 2), "head.png": whole.prefix(20), "empty.png": Data(),
      "zeros.jpg": [0xFF, 0xD8, 0xFF] + Data(count: 500), "text.png": Data("no picture".utf8),
      "film.gif": Data("GIF89a".utf8),
    ]
    for (name, bytes) in broken { try bytes.write(to: URL(filePath: folder("set/\(name)"))) }
    for words in [
      victim.words("run"), ["doctor", "set", "--all"], ["encode", "set", "-o", "a.npy"],
      ["reconstruct", "set", "-o", "a.png"], ["score", "set"], ["evaluate", "set"],
    ] {
      let isUse = !["train", "doctor"].contains(words[0])
      let outcome = try Binary.run(
        words + (isUse ? ["--run", victim.folder("whole-variational")] : []), in: folder.path)
      #expect(outcome.code == 65, "\(words): \(outcome.messages)")
      let said = outcome.output + outcome.messages
      // A training names the first five.
      let named = broken.keys.filter { said.contains("set/\($0)") }
      #expect(named.count >= broken.count - (words[0] == "train" ? 1 : 0), "\(words): \(said)")
    }
    #expect(Set(folder.names).subtracting(["run"]) == ["set"])
  }

  @Test("pictures that go or change while a training runs do not change it")
  func vanishing() throws {
    try set(48)
    let running = try Running(victim.words("run"), in: folder.path)
    while running.process.isRunning, try !FileFacts.exist(folder("run/metrics.jsonl")) {
      usleep(500)
    }
    for number in 0..<24 { try FileManager.default.removeItem(atPath: folder("set/\(number).png")) }
    try WholeFile.write("changed", to: folder("set/40.png"), replacing: true)
    let outcome = try running.outcome()
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try Victim.Outcome(folder("run")).weights == victim.wanted.weights)
  }

  @Test("a run whose pictures have changed says so and stays as it is")
  func changed() throws {
    try set(48)
    let running = try Running(victim.words("run"), in: folder.path)
    while running.process.isRunning, try !FileFacts.exist(folder("run/model.safetensors")) {
      usleep(500)
    }
    kill(running.process.processIdentifier, SIGKILL)
    running.process.waitUntilExit()
    try FileManager.default.moveItem(atPath: folder("set/3.png"), toPath: folder("3.png"))
    let refused = try train()
    #expect(refused.code == 65 && refused.messages.contains("--new"), "\(refused.messages)")
    try FileManager.default.moveItem(atPath: folder("3.png"), toPath: folder("set/3.png"))
    let outcome = try train()
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try Victim.Outcome(folder("run")).weights == victim.wanted.weights)
  }

  @Test(
    "no HOME, no TERM, a language with decimal commas and another time zone change nothing",
    arguments: ["", nil])
  func environment(none: String?) throws {
    try set(48)
    let outcome = try train(
      environment: [
        "HOME": none, "TERM": none, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8",
        "TZ": "Asia/Kathmandu",
        "COLUMNS": "20",
      ])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(try Victim.Outcome(folder("run")).weights == victim.wanted.weights)
  }

  /// The clock of files may say anything: pictures of tomorrow, and of before 1970.
  @Test("pictures from the future or before 1970 are as good as others")
  func clocks() throws {
    try set(48)
    for (number, seconds) in [(0, 4e9), (1, -1e9), (2, 0)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: seconds)],
        ofItemAtPath: folder("set/\(number).png"))
    }
    #expect(try train().code == 0)
    #expect(try Victim.Outcome(folder("run")).weights == victim.wanted.weights)
  }

  @Test("two trainings and many commands at once on one folder leave it whole")
  func together() throws {
    try set(48)
    let trainings = try (0..<2).map { _ in try Running(victim.words("run"), in: folder.path) }
    while trainings.contains(where: \.process.isRunning),
      try !FileFacts.exist(folder("run/model.safetensors"))
    {
      usleep(500)
    }
    let samples = try (0..<Attack.trials(6, long: 20)).map { number in
      try Running(
        ["sample", "-n", "4", "out-\(number).png", "--run", "run", "--threads", "1"],
        in: folder.path)
    }
    let codes = try trainings.map { try $0.outcome().code }.sorted()
    #expect(codes == [0, 74], "one trains, and the other is told so")
    for sample in samples {
      let outcome = try sample.outcome()
      #expect(outcome.code == 0, "\(outcome.messages)")
    }
    #expect(try Victim.Outcome(folder("run")).weights == victim.wanted.weights)
  }
}
