import Files
import Foundation

/// A folder of a test's own, gone with its owner.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// `inMemory`, where the machine has such a place: for what is about no disk, and would wait for one.
  package init(inMemory: Bool = false) throws {
    let memory = "/dev/shm"
    let place =
      inMemory && FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
    path = place + "/vae-img-test-\(UUID().uuidString)"
    try Folder.make(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func callAsFunction(_ name: String) -> String { Path.join(path, name) }

  /// The names in the folder, but for the lock's.
  package var names: [String] {
    ((try? Folder.names(in: path)) ?? []).filter { $0 != FileLock.name }
  }
}
