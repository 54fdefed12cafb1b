/// What tells the folder of a training from any other.
package enum RunMark {
  package static let plan = "plan.json"
  package static let model = "model.safetensors"
  package static let checkpoint = "checkpoint.safetensors"

  /// Whether a training left its files in the folder: the lock, or in a copy without hidden files a
  /// plan and what came of it.
  package static func isRun(_ folder: String) -> Bool {
    func holds(_ name: String) -> Bool { FileFacts.exist(Path.join(folder, name)) }
    return holds(FileLock.name) || holds(plan) && (holds(model) || holds(checkpoint))
  }
}
