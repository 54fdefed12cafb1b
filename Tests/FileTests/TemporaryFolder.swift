import Files
import Foundation

/// A folder of a test's own, gone with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/vae-img-test-\(UUID().uuidString)"
    try Folder.make(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { Path.join(path, name) }

  /// The names in the folder, but for the lock's.
  var names: [String] { ((try? Folder.names(in: path)) ?? []).filter { $0 != ".lock" } }
}

/// The text of a file, or nil.
func text(_ path: String) -> String? {
  (try? WholeFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
}
