import Files
import Foundation
import TestSupport
import Testing

@Suite("A disk that is full", .serialized)
struct FullDiskAttack {
  private static let enough = 4096

  /// What a whole run takes, in kilobytes: beyond that there is room for everything.
  private static func kilobytes(of folder: String) throws -> Int {
    try FileManager.default.subpathsOfDirectory(atPath: folder).reduce(0) { sum, name in
      sum + (try FileFacts(of: Path.join(folder, name)).size + 4095) / 4096 * 4
    }
  }

  @Test("ends a training with an error that names the file, and it goes on once there is room")
  func training() throws {
    var random = RepeatableNumbers(seed: Attack.seed)
    let victim = try Victim.variational.get()
    let trials = Attack.trials(6, long: 100)
    let most = try FullDiskAttack.kilobytes(of: victim.folder("whole-variational"))
    var (failed, passed) = (0, 0)
    for trial in 0..<trials {
      let run = "disk-\(trial)"
      let disk: SmallDisk
      do {
        disk = try SmallDisk(
          at: victim.folder(run), kilobytes: 4 * Int.random(in: 1...most / 4, using: &random))
      } catch is SmallDisk.NotAllowed {
        return print("disk full: left out, since this user may not mount a file system")
      }
      let first = try Binary.run(victim.words(run), in: victim.folder.path)
      if first.code == 0 {
        passed += 1
      } else {
        failed += 1
        #expect(
          first.code == 74 && first.messages.contains("\(run)/")
            && first.messages.contains("the disk is full"), "trial \(trial): \(first.messages)")
      }
      try disk.grow(to: FullDiskAttack.enough)
      #expect(try victim.faults(goingOn: run) == [], "trial \(trial)")
    }
    #expect(failed > passed)
    Attack.report(
      "disk full",
      ["trainings": .integer(trials), "failed": .integer(failed), "had_room": .integer(passed)])
  }

  @Test("leaves nothing half-written of what commands draw")
  func drawing() throws {
    let victim = try Victim.variational.get()
    let disk: SmallDisk
    do {
      disk = try SmallDisk(at: victim.folder("disk-out"), kilobytes: 4)
    } catch is SmallDisk.NotAllowed {
      return print("disk full: left out, since this user may not mount a file system")
    }
    for words in [
      ["sample", "-n", "64", "--scale", "4", "disk-out/a.png"],
      ["sample", "-n", "64", "--each", "disk-out/each"],
      ["encode", "set", "-o", "disk-out/a.npy"], ["encode", "set", "-o", "disk-out/a.csv"],
      ["reconstruct", "set", "-n", "16", "-o", "disk-out/b.png"],
    ] {
      let outcome = try Binary.run(
        words + ["--run", "whole-variational"], in: victim.folder.path)
      #expect(
        outcome.code == 74 && outcome.messages.contains("disk-out/"), "\(outcome.messages)")
      let left = try FileManager.default.subpathsOfDirectory(atPath: disk.path)
      #expect(left.allSatisfy { !AtomicFile.hasTemporaryName($0) }, "\(left)")
      for name in left { try? FileManager.default.removeItem(atPath: Path.join(disk.path, name)) }
    }
  }
}
