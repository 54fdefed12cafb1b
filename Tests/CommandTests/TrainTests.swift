import Files
import Foundation
import Images
import KernelSelection
import TestSupport
import Testing

@Suite("Training by the command line: reports, stops, continues, never two at once")
struct TrainTests {
  private let run: TinyRun

  init() throws { run = try TinyRun(folder: TemporaryFolder()) }

  private func words(steps: Int, in folder: String = "run") -> [String] {
    ["train", "faces", "--run", folder, "--size", "16", "--preset", "small", "--batch", "4"]
      + ["--steps", "\(steps)", "--json"]
  }

  private func checkpoint(_ folder: String) throws -> [[Float]] {
    let file = try SafetensorsFile(run.folder("\(folder)/checkpoint.safetensors"))
    return try ["weights", "first_moment", "second_moment", "average"].map { name in
      let count = try #require(file.entries.first { $0.name == name }).count
      var values = [Float](repeating: 0, count: count)
      var span = values.mutableSpan
      try file.read(name, into: &span)
      return values
    }
  }

  @Test("every line of --json is an object, the last the summary")
  func reports() throws {
    let outcome = try run(words(steps: 20))
    #expect(outcome.code == 0, "\(outcome.messages)")
    let lines = try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(lines.count >= 2)
    for line in lines.dropLast() {
      #expect(line["step"]?.integer != nil && line["bits_per_dim"]?.number != nil)
    }
    let summary = try #require(lines.last)
    #expect(summary["command"]?.string == "train" && summary["steps"]?.integer == 20)
    let judged = try run(["evaluate", "faces", "--run", "run", "--json"]).json()
    #expect(summary["completeness"]?.number == judged["completeness"]?.number)
    #expect(try FileFacts.exist(run.folder("run/model.safetensors")))
    #expect(outcome.messages.contains("now type"))
    let again = try run(words(steps: 20))
    #expect(again.code == 0 && again.messages.contains("at its end, after 20 steps"))
    #expect(again.messages.contains("vae-img train faces --more 10m --run run"))
    #expect(try again.json()["ended_before"] == true && again.json()["steps"]?.integer == 20)
    let longer = try run(["train", "faces", "--run", "run", "--more", "4", "--json"])
    #expect(longer.code == 0, "\(longer.messages)")
    #expect(longer.output.contains("\"steps\":24"), "\(longer.output)")
    let other = try run(["train", "faces", "--run", "run", "--size", "32"])
    #expect(other.code == 64 && other.messages.contains("--size"))
  }

  @Test("a folder that is not there is what is said first, and nothing is touched for it")
  func nowhere() throws {
    #expect(try run(words(steps: 4)).code == 0)
    let names = try Folder.names(in: run.folder.path)
    for extra in [[], ["--new"], ["--size", "32"], ["--dry-run"], ["--run", "other"]] {
      let outcome = try run(["train", "nowhere", "--run", "run"] + extra)
      #expect(outcome.code == 74, "\(extra): \(outcome.messages)")
      #expect(outcome.messages.hasPrefix("vae-img: cannot read nowhere"), "\(outcome.messages)")
    }
    #expect(try Folder.names(in: run.folder.path) == names)
  }

  @Test("a dry run shows the plan and writes nothing at all")
  func dryRun() throws {
    let temporary = run.folder("temporary")
    try Folder.make(temporary)
    try WholeFile.write(Array("junk".utf8).span, to: run.folder("faces/junk.png"), replacing: true)
    let names = try Folder.names(in: run.folder.path)
    let outcome = try Binary.run(
      words(steps: 20) + ["--dry-run"], in: run.folder.path, environment: ["TMPDIR": temporary])
    #expect(outcome.code == 0)
    #expect(try outcome.json()["steps"]?.integer == 20)
    for word in ["pictures", "model", "encoder.0", "memory", "20 steps"] {
      #expect(outcome.messages.contains(word), "\(word)")
    }
    #expect(try Folder.names(in: run.folder.path) == names)
    #expect(try Folder.names(in: temporary).isEmpty)
  }

  @Test(
    "stopped by Ctrl-C or a closed terminal, or killed, a run goes on to the bits of an unbroken one",
    arguments: [
      SIGINT, SIGHUP, SIGKILL,
    ])
  func continues(signal: Int32) throws {
    let steps = 3000
    #expect(try run(words(steps: steps, in: "whole")).code == 0)
    let broken = try Running(words(steps: steps), in: run.folder.path)
    // Once the first report is out the run is under way.
    let deadline = Date().addingTimeInterval(60)
    while try broken.text("output").isEmpty, broken.process.isRunning, Date() < deadline {
      usleep(2000)
    }
    kill(broken.process.processIdentifier, signal)
    // A shell that ends says so to its children, and the system does too.
    // Then a session's manager asks too, and even that is the first order.
    if signal == SIGHUP {
      kill(broken.process.processIdentifier, SIGHUP)
      kill(broken.process.processIdentifier, SIGTERM)
    }
    let outcome = try broken.outcome(within: 60)
    try #require(outcome.code == (signal == SIGKILL ? 137 : 130), "\(outcome.messages)")
    if signal != SIGKILL {
      #expect(outcome.messages.contains("Continue with: vae-img train faces"))
    }
    let continued = try run(words(steps: steps))
    #expect(continued.code == 0, "\(continued.messages)")
    #expect(continued.messages.contains("continuing after step"))
    #expect(try checkpoint("run") == checkpoint("whole"))
  }

  @Test("the line that a stopped run says goes on with it, whatever it was started with")
  func lineToGoOn() throws {
    try Folder.make(run.folder("-set"))
    for name in try Folder.names(in: run.folder("faces")) {
      try FileManager.default.copyItem(
        atPath: run.folder("faces/\(name)"), toPath: run.folder("-set/\(name)"))
    }
    let most = 70 * 70
    // A JPEG of more is read at half its sides; a PNG is refused.
    let large = Picture(
      width: 71, height: 70, channels: 1, pixels: [UInt8](repeating: 9, count: 71 * 70))
    try PictureWriter.write(large, to: run.folder("-set/large.png"), replacing: false)
    let started = try Running(
      ["train", "--size", "16", "--steps", "300", "--run=-run", "--max-pixels", "\(most)"]
        + ["--accept-truncated", "--", "-set"], in: run.folder.path)
    let deadline = Date().addingTimeInterval(60)
    while try !started.text("messages").contains("epoch "), Date() < deadline { usleep(2000) }
    kill(started.process.processIdentifier, SIGINT)
    let stopped = try started.outcome(within: 60)
    try #require(stopped.code == 130, "\(stopped.messages)")
    #expect(
      stopped.messages.contains("1 skipped") || stopped.messages.contains("more than \(most)"))
    let line = try #require(stopped.messages.split(separator: "vae-img train ").last)
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    let continued = try run(["train"] + words)
    #expect(continued.code == 0, "\(line): \(continued.messages)")
    #expect(continued.messages.contains("continuing after step"))
  }

  @Test("a run that goes on with other kernels says that its bits may differ, and how to keep them")
  func otherKernels() throws {
    let started = try Running(
      words(steps: 300), in: run.folder.path, environment: ["VAE_IMG_KERNELS": "plain"])
    let deadline = Date().addingTimeInterval(60)
    while try started.text("output").isEmpty, Date() < deadline { usleep(2000) }
    kill(started.process.processIdentifier, SIGINT)
    try #require(try started.outcome(within: 60).code == 130)
    let fast = try KernelSelection.choose(nil).name
    let continued = try run(words(steps: 300))
    #expect(continued.code == 0, "\(continued.messages)")
    let isTold = continued.messages.contains("set VAE_IMG_KERNELS=plain to keep the kernels")
    #expect(isTold == (fast != "plain"), "\(continued.messages)")
    let inspected = try run(["inspect", "run/model.safetensors", "--json"]).json()
    #expect(inspected["summary"]?["kernels"]?.string == fast)
    #expect(inspected["summary"]?["program"]?.string != nil)
  }

  @Test("a bench that no memory holds is refused")
  func largeBench() throws {
    let outcome = try run(["bench", "train", "--size", "1024", "--batch", "4096"])
    #expect(outcome.code == 64 && outcome.messages.contains("--batch"), "\(outcome.messages)")
  }

  @Test("a second process on the same run is refused")
  func locked() throws {
    let first = try Running(words(steps: 100_000), in: run.folder.path)
    let deadline = Date().addingTimeInterval(60)
    while try first.text("messages").isEmpty, Date() < deadline { usleep(2000) }
    let second = try run(words(steps: 100_000))
    #expect(second.code == 74 && second.messages.contains("is working in run"))
    kill(first.process.processIdentifier, SIGINT)
    #expect(try first.outcome(within: 20).code == 130)
  }

  @Test(
    "what cannot be trained on is refused with the right code",
    arguments: [
      ("train", 64, "PATH"), ("train nowhere", 74, "nowhere"),
      ("train faces --epochs 2 --steps 3", 64, "--epochs and --steps"),
      ("train faces --kl-schedule cyclical:20 --steps 30 --new", 64, "at least 40 steps"),
      ("train faces --size 16x15", 64, "--size"), ("train faces --size big", 64, "--size"),
      ("train faces --size 0", 64, "4096"), ("train faces --size -64", 64, "--size"),
      ("train faces --size 64x9223372036854775807", 64, "4096"),
      ("train faces --objective nice", 64, "--objective"), ("train empty", 65, "too few"),
      ("train faces --likelihood normal", 64, "gaussian"), ("train faces --time soon", 64, "10m"),
      ("train faces --more 4", 64, "no finished run in faces-vae"),
      ("train faces --more 4 --new", 64, "--new and --more"),
      ("train faces --more 4days", 64, "3epochs"), ("train faces --from gone", 74, "gone"),
      ("train faces --held-out gone", 74, "gone"),
      ("train faces --held-out empty --size 16", 65, "--held-out"),
      ("train faces junk.png --strict", 65, "junk.png"),
    ])
  func refusals(line: String, code: Int32, word: String) throws {
    try Folder.make(run.folder("empty"))
    try WholeFile.write(Array("junk".utf8).span, to: run.folder("junk.png"), replacing: true)
    let outcome = try run(line.split(separator: " ").map(String.init))
    #expect(outcome.code == code, "\(outcome.messages)")
    #expect(outcome.messages.contains(word), "\(outcome.messages)")
    #expect(!outcome.messages.contains("pictures  0"))
  }
}
