/// What tells the folder of a training from any other.
package enum RunMark {
  package static let plan = "plan.json"
  package static let model = "model.safetensors"
  package static let checkpoint = "checkpoint.safetensors"

  /// Whether a training left its files in the folder: the lock, or in a copy without hidden files a
  /// plan and what came of it.
  package static func isRun(_ folder: String) throws(FileError) -> Bool {
    func holds(_ name: String) throws(FileError) -> Bool {
      try FileFacts.exist(Path.join(folder, name))
    }
    if try holds(FileLock.name) { return true }
    guard try holds(plan) else { return false }
    if try holds(model) { return true }
    return try holds(checkpoint)
  }
}
