import Files

/// log.txt: what happened to a run, a line each, sitting after sitting.
final class TrainingLog {
  private var file: AppendingFile

  init(_ path: String) throws { file = try AppendingFile(path) }

  /// Writes each event before `tell` hears of it.
  func before(
    _ tell: @escaping (TrainingEvent) throws -> Void
  ) -> (TrainingEvent) throws -> Void {
    return { event in
      try self.write(event)
      try tell(event)
    }
  }

  private func write(_ event: TrainingEvent) throws {
    guard let line = TrainingLog.line(event) else { return }
    try file.append(line.printable)
  }

  /// Nil for what would only fill the disk.
  private static func line(_ event: TrainingEvent) -> String? {
    switch event {
    case .movedAside(let path): "the previous run is kept in \(path)"
    case .reading, .progress, .endedBefore: nil
    case .found(let found):
      "found \(NumberText.counted(found.facts.count, "picture")): "
        + "\(NumberText.grouped(found.facts.training)) to train on, "
        + "\(NumberText.grouped(found.facts.heldOut)) held out; "
        + "\(NumberText.counted(found.skipped.count, "file")) skipped"
    case .planned(let plan): "plan \(plan.json.rendered())"
    case .continued(let from):
      "continued after step \(from.step)"
        + (from.damaged.map { ", the newer checkpoint left out: \($0)" } ?? "")
        + (from.otherBuild.map { ", begun by \($0), so its bits may differ" } ?? "")
    case .report(let report):
      "step \(report.step): trained on \(NumberText.fixed(report.training.bitsPerDimension, 2)) bits/dim, "
        + "held out \(NumberText.fixed(report.validation.bitsPerDimension, 2)), "
        + "\(NumberText.fixed(report.imagesPerSecond, 2)) pictures/s"
    case .checkpoint(let step): "checkpoint after step \(step)"
    case .health(let notice): "\(notice.finding); \(notice.remedy)"
    case .skippedStep(let step, let inARow):
      "step \(step) was not finite and not applied (\(inARow) in a row)"
    case .rolledBack(let from, let to, let factor):
      "back from step \(from) to step \(to), with \(factor) times the learning rate"
    case .finishing: "judging the held-out pictures"
    case .finished(let summary):
      "finished after \(summary.steps) steps: held out "
        + "\(NumberText.fixed(summary.validation.bitsPerDimension, 2)) bits/dim; sampler \(summary.sampler)"
    }
  }
}
