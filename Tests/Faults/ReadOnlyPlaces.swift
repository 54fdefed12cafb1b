import Files
import Foundation
import TestSupport
import Testing

/// The administrator, as whom tests may run, writes into any folder whatever its mode; into a file system
/// that is read-only nobody does.
@Suite("Folders that nothing can be written into", .serialized)
struct ReadOnlyPlaces {
  private let victim: Victim
  private let folder: TemporaryFolder
  /// Holds "set", some pictures, and "run", a finished run. Nil where this user may not mount one.
  private let disk: SmallDisk?

  init() throws {
    victim = try Victim.variational.get()
    folder = try TemporaryFolder()
    do {
      disk = try SmallDisk(at: folder("sealed"), kilobytes: 1 << 15)
    } catch is SmallDisk.NotAllowed {
      disk = nil
      print("read-only places: left out, since this user may not mount a file system")
      return
    }
    for (name, copy) in [("set", "set"), ("whole-variational", "run")] {
      try FileManager.default.copyItem(
        atPath: victim.folder(name), toPath: folder("sealed/\(copy)"))
    }
  }

  @Test("are as good as any for pictures and for a model")
  func reading() throws {
    guard let disk else { return }
    try disk.seal()
    let training = try Binary.run(
      victim.words("run", on: "sealed/set"), in: folder.path)
    #expect(training.code == 0, "\(training.messages)")
    #expect(try Victim.Outcome(folder("run")) == victim.wanted)
    for words in [
      ["doctor", "sealed/set"], ["sample", "-n", "2", "a.png", "--run", "sealed/run"],
      ["encode", "sealed/set", "-o", "a.npy", "--run", "sealed/run"],
      ["score", "sealed/set", "--each", "maps", "--run", "sealed/run"],
      ["inspect", "--run", "sealed/run"],
      ["train", "sealed/set", "--run", "sealed/other", "--size", "16", "--dry-run"],
    ] {
      let outcome = try Binary.run(words, in: folder.path)
      #expect(outcome.code == 0, "\(words): \(outcome.messages)")
    }
  }

  @Test("are named where something is to be written there, with the exit code for files")
  func writing() throws {
    guard let disk else { return }
    // Not at its end: else there would be nothing to write.
    try Folder.removeFile(folder("sealed/run/model.safetensors"))
    try disk.seal()
    let before = try PowerCut.snapshot(of: disk.path)
    for words in [
      victim.words("sealed/run", on: "sealed/set"),
      victim.words("sealed/run", on: "sealed/set") + ["--new"],
      victim.words("sealed/fresh", on: "sealed/set"),
      ["sample", "-n", "2", "sealed/a.png"], ["sample", "-n", "2", "--each", "sealed/each"],
      ["encode", "sealed/set", "-o", "sealed/a.csv"],
      ["score", "sealed/set", "--each", "sealed/maps"], ["draw-samples", "sealed/faces"],
    ] {
      let model = ["sample", "encode", "score"].contains(words[0])
      let outcome = try Binary.run(
        words + (model ? ["--run", victim.folder("whole-variational")] : []), in: folder.path)
      #expect(outcome.code == 74, "\(words): \(outcome.messages)")
      #expect(
        outcome.messages.contains("sealed") && outcome.messages.contains("Read-only"),
        "\(words): \(outcome.messages)")
    }
    // A run that is named by nobody goes into the folder where the program is.
    let outcome = try Binary.run(["train", "set", "--size", "16"], in: disk.path)
    #expect(
      outcome.code == 74 && outcome.messages.contains("set-vae"), "\(outcome.messages)")
    #expect(try PowerCut.snapshot(of: disk.path) == before)
  }
}
