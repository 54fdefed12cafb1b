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
  /// To the processes that share its steps.
  package var exchange: (any Exchange)?
  package var hooks = TestHooks()

  package init(
    paths: [String], options: TrainingOptions, folder: String, startNew: Bool, machine: Machine
  ) {
    self.paths = paths
    self.options = options
    self.folder = folder
    self.startNew = startNew
    self.machine = machine
  }

  /// Tells what would be trained; trains and writes nothing.
  package func dryRun(_ tell: @escaping (TrainingEvent) throws -> Void) throws -> TrainingPlan {
    try checkRequest()
    try RunFolder.checkIsOwn(folder)
    let files = RunFiles(folder: folder)
    let scratch = try ScratchFolder()
    let plan = try prepare(
      files, earlier: startNew ? nil : earlierPlan(files), scratch: scratch.path, until: StopFlag(),
      tell
    ).plan
    _ = consume scratch
    return plan
  }

  /// Trains to the end, or until `stop` is raised.
  package func train(
    until stop: StopFlag, _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    let clock = Clock()
    try checkRequest()
    let runFolder = try RunFolder(folder, startNew: startNew)
    let files = runFolder.files
    let log: TrainingLog
    let prepared: Prepared
    do {
      log = try TrainingLog(files.log)
      prepared = try crew.alone {
        try prepare(
          files, earlier: earlierPlan(files), scratch: nil, until: stop, log.before(tell))
      }
      try crew.prepare(prepared.plan, Standing(self, pictures: prepared.plan.found))
      try WholeFile.write(
        prepared.plan.json.rendered(pretty: true) + "\n", to: files.plan, replacing: true)
    } catch {
      if let aside = runFolder.putBack() { try? tell(.movedAside(to: aside)) }
      if error is StoppedReading { return .interrupted(step: 0) }
      throw error
    }
    if let aside = runFolder.movedAside { try log.before(tell)(.movedAside(to: aside)) }
    return try go(on: prepared, files, since: clock, until: stop, log.before(tell))
  }

  /// The steps from wherever the run stands, and what follows the last.
  private func go(
    on prepared: Prepared, _ files: RunFiles, since clock: Clock, until stop: StopFlag,
    _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    let plan = prepared.plan
    let state = TrainingState(
      plan.architecture, seed: plan.seed, pixelMean: prepared.statistics.channelMeans,
      kernels: machine.kernels, objective: plan.objective)
    let checkpoint = Checkpoint(files: files, goal: plan.goal, build: machine.build)
    let saved = try checkpoint.load(into: state)
    if let saved {
      try tell(
        .continued(
          Continuation(
            step: saved.position.step, damaged: saved.damaged,
            otherBuild: saved.build == machine.build ? nil : saved.build)))
    }
    let loop = try TrainingLoop(
      plan, prepared.pictures, state,
      from: saved?.position
        ?? RunPosition(pace: Pace(goal: plan.goal, secondsUsed: clock.seconds)),
      checkpoint, machine: machine, crew: crew, clock: clock, hooks: hooks, tell: tell)
    for notice in prepared.statistics.notices(plan) { try loop.note(notice) }
    guard try loop.run(until: stop) == .done, let summary = try loop.finish(until: stop) else {
      return .interrupted(step: loop.position.step)
    }
    return .finished(summary)
  }

  private var crew: Crew { Crew(exchange) }
  /// How many processes take its steps.
  private var ranks: Int { exchange?.ranks ?? 1 }

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
    let run = try FileFacts.ifThere(folder)?.identity
    for path in paths where try FileFacts(of: path).identity == run {
      throw PlanError.runAmongPictures(folder)
    }
    if !startNew, try FileFacts.exist(RunFiles(folder: folder).plan) { return }
    try TrainingSettings(options).checkBeforePictures()
  }

  /// The plan, of the earlier run where there is one, and the pictures. With a folder `scratch`, nothing
  /// outside it changes.
  private func prepare(
    _ files: RunFiles, earlier: TrainingPlan?, scratch: String?, until stop: StopFlag,
    _ tell: (TrainingEvent) throws -> Void
  ) throws -> Prepared {
    let data = earlier?.data ?? DataPlan(TrainingSettings(options), paths: paths)
    let cache = try PictureCache(
      files.pictures, sources: data.paths, data.preparation, team: machine.team, scratch: scratch
    ) { done, count in
      if stop.isRaised { throw StoppedReading() }
      try tell(.reading(done: done, of: count))
    }
    let pictures = TrainingPictures(cache)
    if scratch == nil { try list(cache.skipped, in: files.skipped) }
    let report = DatasetReport(
      facts: pictures.facts, skipped: cache.skipped,
      skippedList: scratch == nil ? files.skipped : nil)
    try tell(.found(report))
    if let earlier, earlier.found != report.facts {
      throw PlanError.picturesChanged(run: folder, then: earlier.found, now: report.facts)
    }
    let plan = try earlier ?? TrainingPlan(options, paths: paths, found: report.facts)
    try SharingError.check(batch: plan.batch, plan.objective, ranks: ranks)
    try tell(.planned(plan))
    try machine.checkMemory(for: plan.memory(ranks: ranks, threads: machine.team.count))
    return Prepared(plan: plan, pictures: pictures, statistics: try PictureStatistics(pictures))
  }

  /// The plan of the run that the folder holds; nil if it holds none. Throws where that run is not
  /// the one that is asked for, or is finished.
  private func earlierPlan(_ files: RunFiles) throws -> TrainingPlan? {
    guard let plan = try TrainingPlan.read(files) else {
      if try FileFacts.exist(files.checkpoint) { throw PlanError.missingPlan(path: files.plan) }
      return nil
    }
    let differences = try plan.differences(from: options, paths: paths)
    let steps = try ModelSummary.finishedSteps(files.model)
    guard differences.isEmpty else {
      throw PlanError.differs(run: folder, differences: differences, isFinished: steps != nil)
    }
    if let steps { throw PlanError.finished(run: folder, steps: steps) }
    return plan
  }

  private func list(_ skipped: [SkippedFile], in path: String) throws(FileError) {
    let rows = ["file\treason\n"] + skipped.map(\.row)
    try WholeFile.write(rows.joined(), to: path, replacing: true)
  }
}
