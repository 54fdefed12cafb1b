import Autoencoder
import Commands
import Files
import Foundation
import Images
import TestSupport
import Testing
import Threads
import Training

/// A kind of file that the program reads, and that anybody may have made.
enum ReadFile: String, CaseIterable, Sendable {
  case model, checkpoint, cache, plan, npy, csv, jsonl

  /// What the program itself writes, in a folder of its own.
  static let written: Result<TemporaryFolder, any Error> = Result {
    let tiny = try TinyTraining.shared.get()
    let folder = try tiny.half.copy()
    for ending in ["npy", "csv", "jsonl"] {
      _ = try Program.dispatch([
        "encode", tiny.pictures, "-o", folder("codes.\(ending)"), "--run", folder("run"), "--json",
      ])
    }
    return folder
  }

  private var name: String {
    switch self {
    case .model: "run/model.safetensors"
    case .checkpoint: "run/checkpoint.safetensors"
    case .cache: "run/pictures.cache"
    case .plan: "run/plan.json"
    case .npy, .csv, .jsonl: "codes.\(rawValue)"
    }
  }

  func bytes() throws -> [UInt8] { try WholeFile.read(ReadFile.written.get()(name)) }

  /// Whether any change is found out, by a checksum.
  var isProven: Bool { self == .model || self == .checkpoint }

  /// Reads the file in a folder where it is alone; throws what the program would say.
  func read(in folder: TemporaryFolder, _ bytes: [UInt8]) throws {
    let path = folder(Path.name(name))
    // By itself: what is attacked is reading, and flushing takes longer.
    try Data(bytes).write(to: URL(filePath: path))
    switch self {
    case .model: _ = try ModelFile.read(path)
    case .checkpoint:
      let file = try SafetensorsFile(path)
      for entry in file.entries { try file.verify(entry.name) }
    case .cache:
      #expect(try ReadFile.cache(path).hashes == ReadFile.hashes.get())
    case .plan: _ = try TrainingPlan.read(RunFiles(folder: folder.path))
    case .npy: _ = try CodeFile.read(path, .npy, latents: 2)
    case .csv: _ = try CodeFile.read(path, .csv, latents: 2)
    case .jsonl: _ = try CodeFile.read(path, .jsonl, latents: 2)
    }
  }

  private static let hashes = Result {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try cache(folder("cache")).hashes }
  }

  private static func cache(_ path: String) throws -> PictureCache {
    try PictureCache(
      path, sources: [TinyTraining.shared.get().pictures],
      PicturePreparation(width: 16, height: 16), team: Team(threads: 1))
  }
}

@Suite("Files that are cut, damaged or lie", .serialized)
struct DamagedFiles {
  @Test("are refused with a sentence that names them, or read", arguments: ReadFile.allCases)
  func damaged(_ kind: ReadFile) throws {
    let folder = try TemporaryFolder()
    let whole = try kind.bytes()
    var damage = Damage(seed: Attack.seed)
    var outcomes: [String: Int] = [:]
    /// Counts what comes of it; `mustFail` where nothing else will do.
    func attack(_ what: String, _ bytes: [UInt8], mustFail: Bool = false) throws {
      do {
        try kind.read(in: folder, bytes)
        outcomes["\(what) read", default: 0] += 1
        #expect(!mustFail || bytes == whole, "\(kind), \(what)")
      } catch {
        outcomes["\(what) refused", default: 0] += 1
        #expect(Failure.code(of: error) == .badData, "\(kind), \(what): \(error)")
        #expect(Failure.sentence(of: error).contains(folder.path), "\(kind), \(what): \(error)")
      }
    }
    let before = Memory.peakFromNowOn()
    let step = Attack.trials(max(1, whole.count / 200), long: 1)
    for length in stride(from: 0, to: whole.count, by: step) {
      try attack("cut", Array(whole[..<length]), mustFail: kind.isProven || kind == .npy)
    }
    let trials = Attack.trials(300, long: 10_000)
    for _ in 0..<trials {
      try attack("flip", damage.flipped(whole), mustFail: kind.isProven)
      switch kind {
      case .model, .checkpoint: try attack("lie", damage.lyingHeader(whole))
      case .cache: try attack("lie", damage.lyingWord(whole))
      default: try attack("lie", damage.lying(whole, in: whole.indices))
      }
    }
    let growth = Memory.peak() - before
    if Memory.isComparable {
      #expect(growth < 32 << 20, "\(kind): \(growth) bytes more than before")
    }
    Attack.report(
      "damaged files: \(kind)",
      [
        "bytes": .integer(whole.count), "outcomes": .counts(outcomes),
        "memory_growth": Memory.isComparable ? .integer(growth) : .null,
      ])
  }
}
