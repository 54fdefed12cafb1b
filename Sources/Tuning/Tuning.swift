import Files
import Images
import Threads
import Training

/// A search for the settings under which a folder's pictures are learnt best, and a run with those that won.
package struct Tuning {
  package let paths: [String]
  /// What the user fixes.
  package let given: TrainingOptions
  /// Of all together.
  package let seconds: Double
  /// The run that it makes.
  package let run: String
  package let machine: Machine

  /// Half of the time is searched; the winner goes on for the other half.
  private static let searching = 0.5

  package init(
    paths: [String], given: TrainingOptions, seconds: Double, run: String, machine: Machine
  ) {
    (self.paths, self.given, self.seconds) = (paths, given, seconds)
    (self.run, self.machine) = (run, machine)
  }

  package enum Event: Sendable {
    case training(TrainingEvent)
    /// The search, once it is known what it is over.
    case planned(Search, goesOnAfter: Int)
    case begun(trial: Int, rung: Int)
    case judged(Search.Result)
    /// The best of all goes on for so many seconds.
    case won(trial: Int, more: Double)
  }

  package enum Outcome: Sendable {
    case interrupted
    case finished(Findings)
  }

  /// Where trials are kept.
  package var folder: String { Path.withoutTrailingSlashes(run) + "-tuning" }

  /// Searches and trains to the end, or until `stop` is raised.
  package func tune(
    until stop: StopFlag, _ tell: @escaping (Event) throws -> Void
  ) throws -> Outcome {
    let clock = Clock()
    var folder = try TuningFolder(folder, asked: asked)
    if folder.final == nil { try checkRunIsFree() }
    let before = folder.seconds
    let defaults = training(given, in: folder.path, for: seconds, decoded: folder.pictures)
    guard let plan = try defaults.decode(until: stop, { try tell(.training($0)) }) else {
      return .interrupted
    }
    let search = search(around: plan)
    try folder.check(search)
    try tell(.planned(search, goesOnAfter: folder.results.count))
    while case .train(let trial, let candidate, let rung, let time) = search.next(
      after: folder.results)
    {
      try tell(.begun(trial: trial, rung: rung))
      let result = try train(
        trial, search.space.options(candidate), candidate, rung, for: time, search, folder,
        until: stop, tell)
      guard let result else { return .interrupted }
      try folder.append(result, elapsed: before + clock.seconds)
      try tell(.judged(result))
    }
    let used = before + clock.seconds
    let final =
      folder.final
      ?? .init(
        trial: search.winner(of: folder.results),
        more: max(seconds - used, seconds / 10).rounded())
    if folder.final == nil { try folder.append(final, elapsed: used) }
    return try finish(final, search, folder, until: stop, tell)
  }

  /// What a later sitting must ask for too.
  private var asked: JSON {
    [
      "paths": .array(paths.map { .string($0) }),
      "options": .object(TrainingSettings(given).explicitMembers),
      "seconds": .number(seconds), "version": .string(ProgramBuild.version),
    ]
  }

  private func checkRunIsFree() throws {
    if try FileFacts.exist(run) { throw TuningError.runIsThere(run) }
  }

  private func search(around plan: TrainingPlan) -> Search {
    let space = SearchSpace(around: plan, given: given)
    return Search(space, seconds: seconds * Tuning.searching, seed: plan.seed) { candidate in
      let options = space.options(candidate)
      guard let plan = try? TrainingPlan(options, paths: paths, found: plan.found) else {
        return false
      }
      return (try? machine.checkMemory(for: plan.memory(threads: machine.team.count))) != nil
    }
  }

  private func training(
    _ options: TrainingOptions, in folder: String, for seconds: Double, decoded: String
  ) -> TrainingRun {
    var run = TrainingRun(
      paths: paths, options: options, folder: folder, startNew: false, machine: machine)
    run.options.length = .seconds(seconds)
    run.decoded = decoded
    return run
  }

  /// Trains a trial up to its rung; nil where `stop` is raised on the way.
  private func train(
    _ trial: Int, _ options: TrainingOptions, _ candidate: Candidate, _ rung: Int,
    for seconds: Double, _ search: Search, _ folder: borrowing TuningFolder, until stop: StopFlag,
    _ tell: @escaping (Event) throws -> Void
  ) throws -> Search.Result? {
    let path = folder.trial(trial)
    let model = RunFiles(folder: path).model
    var run = training(
      options, in: path, for: search.seconds(on: 0), decoded: folder.pictures)
    let before = folder.results.last { $0.trial == trial }
    // It may have come to this rung before the journal heard of it.
    let isThere = try before.map { try ModelSummary.end(model)?.steps ?? 0 > $0.steps } ?? false
    if rung > 0 { run.more = .seconds(seconds - search.seconds(on: rung - 1)) }
    do {
      if !isThere, case .interrupted = try run.train(until: stop, { try tell(.training($0)) }) {
        return nil
      }
    } catch is DivergedError {
      return Search.Result(
        trial: trial, rung: rung, candidate: candidate, steps: 0, score: .infinity)
    }
    return Search.Result(
      trial: trial, rung: rung, candidate: candidate,
      steps: try ModelSummary.end(model)?.steps ?? 0,
      score: try ModelSummary.heldOutBits(model) ?? .infinity)
  }

  /// Trains the winner on, and gives it its name.
  private func finish(
    _ final: TuningFolder.Final, _ search: Search, _ folder: borrowing TuningFolder,
    until stop: StopFlag, _ tell: @escaping (Event) throws -> Void
  ) throws -> Outcome {
    let path = folder.trial(final.trial)
    // Unless it has that name already.
    if try FileFacts.exist(path),
      let best = folder.results.last(where: { $0.trial == final.trial })
    {
      try tell(.won(trial: final.trial, more: final.more))
      let end = try ModelSummary.end(RunFiles(folder: path).model)?.steps ?? 0
      if end <= best.steps {
        var run = training(
          search.space.options(best.candidate), in: path, for: search.seconds(on: 0),
          decoded: folder.pictures)
        run.more = .seconds(final.more)
        if case .interrupted = try run.train(until: stop, { try tell(.training($0)) }) {
          return .interrupted
        }
      }
      try checkRunIsFree()
      try Folder.restore(path, to: run)
    }
    let findings = Findings(
      search: search, results: folder.results, won: final.trial, chart: folder.chart,
      score: try ModelSummary.heldOutBits(RunFiles(folder: run).model) ?? .infinity)
    try PictureWriter.write(findings.drawing, to: folder.chart, replacing: true)
    return .finished(findings)
  }
}
