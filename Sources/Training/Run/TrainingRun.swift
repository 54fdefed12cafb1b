import Autoencoder
import Files
import Images
import Threads

/// A training as it is asked for: new, or the one that the run folder holds, gone on with.
package struct TrainingRun {
  package var paths: [String]
  package var options: TrainingOptions
  package var folder: String
  /// Starts afresh and keeps aside what the folder holds.
  package var startNew: Bool
  package var machine: Machine
  package var seams = TrainingSeams()

  package init(
    paths: [String], options: TrainingOptions, folder: String, startNew: Bool, machine: Machine
  ) {
    self.paths = paths
    self.options = options
    self.folder = folder
    self.startNew = startNew
    self.machine = machine
  }

  /// Tells what would be trained, and trains nothing; a run that would be kept aside stays where it
  /// is. The decoded pictures stay for the training itself, unless they would take the place of a run's.
  package func dryRun(_ tell: @escaping (TrainingEvent) throws -> Void) throws -> TrainingPlan {
    try checkRequest()
    let runFolder = try RunFolder(folder, startNew: false)
    return try prepare(
      runFolder, continuing: !startNew, writing: !runFolder.holdsRun, until: StopFlag(), tell
    ).plan
  }

  /// Trains to the end, or until `stop` is raised.
  package func train(
    until stop: StopFlag, _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    let clock = Clock()
    try checkRequest()
    let runFolder = try RunFolder(folder, startNew: startNew)
    let log: TrainingLog
    let prepared: Prepared
    do {
      log = try TrainingLog(runFolder.files.log)
      prepared = try prepare(
        runFolder, continuing: true, writing: true, until: stop, log.before(tell))
      try WholeFile.write(
        prepared.plan.json.rendered(pretty: true) + "\n", to: runFolder.files.plan,
        replacing: true)
    } catch {
      if let aside = runFolder.putBack() { try? tell(.movedAside(to: aside)) }
      if error is StoppedReading { return .interrupted(step: 0) }
      throw error
    }
    return try go(on: prepared, in: runFolder, since: clock, until: stop, log.before(tell))
  }

  /// The steps from wherever the run stands, and what follows the last.
  private func go(
    on prepared: Prepared, in runFolder: borrowing RunFolder, since clock: Clock,
    until stop: StopFlag, _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    if let aside = runFolder.movedAside { try tell(.movedAside(to: aside)) }
    let plan = prepared.plan
    let state = TrainingState(
      plan.architecture, seed: plan.seed, pixelMean: prepared.statistics.channelMeans,
      kernels: machine.kernels)
    let checkpoint = Checkpoint(files: runFolder.files, goal: plan.goal)
    let saved = try checkpoint.load(into: state)
    if let saved { try tell(.continued(step: saved.position.step, damaged: saved.damaged)) }
    let loop = try TrainingLoop(
      plan, runFolder.files, prepared.pictures, state,
      from: saved?.position
        ?? RunPosition(pace: Pace(goal: plan.goal, secondsUsed: clock.seconds)),
      machine: machine, clock: clock, seams: seams, tell: tell)
    for notice in prepared.statistics.notices(plan) { try loop.note(notice) }
    if try loop.run(until: stop) == .stopped {
      return .interrupted(step: loop.position.step)
    }
    try tell(.finishing)
    do {
      let summary = try Finishing(loop: loop, machine: machine, stop: stop).finish()
      try tell(.finished(summary))
      return .finished(summary)
    } catch is FitStopped {
      return .interrupted(step: loop.position.step)
    }
  }

  // MARK: - Before the first step

  private struct Prepared {
    let plan: TrainingPlan
    let pictures: TrainingPictures
    let statistics: PictureStatistics
  }

  /// The user wants to stop while pictures are still decoded.
  private struct StoppedReading: Error {}

  /// Throws what can be said before a run is made, kept aside or compared with, and before any picture
  /// is read: that there is nothing of a name that the user gave, or that no pictures can be trained on
  /// like this. A run that goes on has its own options, which may make more of what the user says now.
  private func checkRequest() throws {
    let run = try? FileFacts(of: folder).identity
    for path in paths where try FileFacts(of: path).identity == run {
      throw PlanError.runAmongPictures(folder)
    }
    if !startNew, FileFacts.exist(RunFiles(folder: folder).plan) { return }
    let data = DataPlan(options, paths: paths)
    // As many as can be: an epoch of few pictures may yet have too few steps for what is asked.
    let some = DataFound(
      training: 1 << 31, heldOut: 1, channels: data.channels == .gray ? 1 : 3, fingerprint: "")
    _ = try TrainingPlan(options, data: data, found: some)
  }

  /// Without `writing`, nothing in the run folder changes.
  private func prepare(
    _ runFolder: borrowing RunFolder, continuing: Bool, writing: Bool, until stop: StopFlag,
    _ tell: (TrainingEvent) throws -> Void
  ) throws -> Prepared {
    let files = runFolder.files
    let earlier = continuing ? try earlierPlan(files) : nil
    let data = earlier?.data ?? DataPlan(options, paths: paths)
    let cache = try PictureCache(
      files.pictures, sources: data.paths, data.preparation, team: machine.team,
      isKept: writing
    ) { done, count in
      if stop.isRaised { throw StoppedReading() }
      try tell(.reading(done: done, of: count))
    }
    let pictures = TrainingPictures(cache)
    if writing { try list(cache.skipped, in: files.skipped) }
    let found = FoundPictures(
      count: cache.count, channels: cache.frame.channels, training: pictures.training.count,
      heldOut: pictures.heldOut.count, skipped: cache.skipped,
      skippedList: writing ? files.skipped : nil)
    try tell(.found(found))
    let facts = DataFound(
      training: found.training, heldOut: found.heldOut, channels: found.channels,
      fingerprint: cache.fingerprint)
    if let earlier, earlier.found != facts {
      throw PlanError.picturesChanged(run: folder, then: earlier.found, now: facts)
    }
    let plan = try earlier ?? TrainingPlan(options, data: data, found: facts)
    try tell(.planned(plan))
    try machine.checkMemory(for: plan.memory(threads: machine.team.count))
    return Prepared(plan: plan, pictures: pictures, statistics: try PictureStatistics(pictures))
  }

  /// The plan of the run that the folder holds; nil if it holds none. Throws where that run is not
  /// the one that is asked for, or is finished.
  private func earlierPlan(_ files: RunFiles) throws -> TrainingPlan? {
    guard let plan = try TrainingPlan.read(files) else {
      if FileFacts.exist(files.checkpoint) { throw PlanError.missingPlan(path: files.plan) }
      return nil
    }
    let differences = plan.differences(from: options, paths: paths)
    let summary = (try? ModelFile.read(files.model))?.summary
    let isFinished = summary?["finished"]?.boolean == true
    guard differences.isEmpty else {
      throw PlanError.differs(run: folder, differences: differences, isFinished: isFinished)
    }
    if isFinished {
      let steps = summary?["steps"]?.integer ?? 0
      throw PlanError.finished(
        run: folder, steps: TrainingLength.stepCounts.contains(steps) ? steps : 0)
    }
    return plan
  }

  private func list(_ skipped: [SkippedFile], in path: String) throws(FileError) {
    let rows = ["file\treason\n"] + skipped.map(\.row)
    try WholeFile.write(rows.joined(), to: path, replacing: true)
  }
}
