import Files
import Foundation

/// A folder of a test's own, gone with its owner.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.path + "/vae-img-test-\(UUID().uuidString)"
    try Folder.make(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func callAsFunction(_ name: String) -> String { Path.join(path, name) }

  /// The names in the folder, but for the lock's.
  package var names: [String] {
    ((try? Folder.names(in: path)) ?? []).filter { $0 != FileLock.name }
  }
}
