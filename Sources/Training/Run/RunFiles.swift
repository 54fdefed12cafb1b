import Files

/// The names in a run folder.
package struct RunFiles: Sendable, Equatable {
  package let folder: String

  package init(folder: String) { self.folder = folder }

  package var model: String { Path.join(folder, RunMark.model) }
  package var checkpoint: String { Path.join(folder, RunMark.checkpoint) }
  /// The checkpoint before the last one.
  package var previousCheckpoint: String { Path.join(folder, "checkpoint.previous.safetensors") }
  package var plan: String { Path.join(folder, RunMark.plan) }
  package var metrics: String { Path.join(folder, "metrics.jsonl") }
  /// TensorBoard knows its files by "tfevents".
  package var events: String { Path.join(folder, "events.out.tfevents.vae-img") }
  package var losses: String { Path.join(folder, "losses.png") }
  package var skipped: String { Path.join(folder, "skipped.tsv") }
  package var log: String { Path.join(folder, "log.txt") }
  package var pictures: String { Path.join(folder, "pictures.cache") }
  package var samplesFolder: String { Path.join(folder, "samples") }
  package var reconstructionsFolder: String { Path.join(folder, "reconstructions") }

  /// What the finished model draws with its better sampler.
  package var finalSamples: String { Path.join(samplesFolder, "final.png") }
  package func samples(step: Int) -> String { Path.join(samplesFolder, RunFiles.name(step)) }
  package func reconstructions(step: Int) -> String {
    Path.join(reconstructionsFolder, RunFiles.name(step))
  }

  /// The steps that have such a picture in the folder, in their order.
  package static func steps(in folder: String) throws(FileError) -> [Int] {
    guard try Folder.exists(folder) else { return [] }
    return try Folder.names(in: folder).compactMap { file in
      let step = Int(file.dropFirst(prefix.count).dropLast(ending.count))
      return step.flatMap { $0 >= 0 && name($0) == file ? $0 : nil }
    }.sorted()
  }

  private static let (prefix, ending) = ("step-", ".png")

  /// Up to ten million steps, sorted by name is sorted by step.
  private static func name(_ step: Int) -> String {
    prefix + NumberText.padded(step, 7) + ending
  }
}
