import Files
import Testing
import Training

@Suite("A checkpoint with right checksums and a position that no run has")
struct CraftedCheckpointTests {
  /// Numbers of the position that are counted on with, and where they stand in it.
  private static let places: [(key: String, index: Int?)] =
    ["step", "seconds", "updates", "likelihood_batches", "skipped", "in_a_row", "rollbacks"]
    .map { ($0, nil) } + (0..<4).map { ("pace", $0) } + [("sums", 0)]

  @Test("is refused, not reckoned with", arguments: places)
  func refused(key: String, index: Int?) throws {
    let playground = try Playground()
    var options = Playground.options
    options.length = .seconds(100)
    let stop = StopFlag()
    _ = try playground.run(options: options).train(until: stop) { event in
      if case .progress(let progress) = event, progress.step == 4 { stop.raise() }
    }
    let files = RunFiles(folder: Path.join(playground.path, "run"))
    let whole = try WholeFile.read(files.checkpoint)
    for nonsense: JSON in [.integer(.max), .integer(.min), .integer(-1), .number(-1e300)] {
      // A time may be as long as it likes.
      if nonsense == .integer(.max), key == "seconds" || index == 3 { continue }
      try WholeFile.write(whole.span, to: files.checkpoint, replacing: true)
      try rewrite(files.checkpoint) { position in
        .object(
          (position.object ?? []).map { member in
            guard member.key == key else { return member }
            guard let index, var values = member.value.array else {
              return JSON.Member(key, nonsense)
            }
            values[index] = nonsense
            return JSON.Member(key, .array(values))
          })
      }
      try Folder.removeFile(files.previousCheckpoint)
      #expect(throws: CheckpointError.self, "\(nonsense.rendered())") {
        try playground.run(options: options).train(until: stop) { _ in }
      }
    }
  }

  /// Writes the checkpoint again, its position changed.
  private func rewrite(_ path: String, _ change: (JSON) -> JSON) throws {
    let file = try SafetensorsFile(path)
    let position = try JSON(parsing: try #require(file.metadata["position"]))
    var writer = try SafetensorsWriter(
      path, metadata: [("position", change(position).rendered())], entries: file.entries)
    for entry in file.entries {
      var numbers = [Float](repeating: 0, count: entry.count)
      var span = numbers.mutableSpan
      try file.read(entry.name, into: &span)
      try writer.append(numbers.span)
    }
    try writer.finish(replacing: true)
  }
}
