import Files
import Foundation

/// What the attacks of this folder share: how long they are, and how they tell what came of them.
///
/// A short share of each runs with all other tests; `.ci/attack` runs the whole. VAE_IMG_SEED chooses other
/// random moments, faults and bits.
enum Attack {
  static let isLong = ProcessInfo.processInfo.environment["VAE_IMG_ATTACK"] == "long"

  static let seed =
    ProcessInfo.processInfo.environment["VAE_IMG_SEED"].flatMap { UInt64($0) } ?? 1

  /// How often something is tried.
  static func trials(_ short: Int, long: Int) -> Int { isLong ? long : short }

  /// Prints one line for machines.
  static func report(_ name: String, _ facts: KeyValuePairs<String, JSON>) {
    let about = [
      JSON.Member("attack", .string(name)),
      JSON.Member("seed", .string("\(seed)")),
    ]
    // Begins a line of its own, whatever the tests beside it print.
    print("\n\(JSON.object(about + facts.map { JSON.Member($0.key, $0.value) }).rendered())")
  }
}

/// Files in the folder, however deep, that a write has left in the middle.
func halfWritten(below folder: String) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: folder).filter(AtomicFile.hasTemporaryName)
}

extension JSON {
  /// How often each word was seen, in the order of the words.
  static func counts(_ counts: [String: Int]) -> JSON {
    .object(counts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) })
  }
}
