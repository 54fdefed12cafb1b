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
  /// Goes on for so much longer with a run that is finished.
  package var more: TrainingLength?
  package var machine: Machine
  /// Where its decoded pictures are, and are kept; nil in its folder.
  package var decoded: String?
  /// To the processes that share its steps.
  package var exchange: (any Exchange)?
  package var hooks = TestHooks()

  package init(
    paths: [String], options: TrainingOptions, folder: String, startNew: Bool,
    more: TrainingLength? = nil, machine: Machine
  ) {
    self.paths = paths
    self.options = options
    self.folder = folder
    self.startNew = startNew
    self.more = more
    self.machine = machine
  }

  /// Tells what would be trained; trains and writes nothing.
  package func dryRun(_ tell: @escaping (TrainingEvent) throws -> Void) throws -> TrainingPlan {
    try checkRequest()
    try RunFolder.checkIsOwn(folder)
    let files = RunFiles(folder: folder)
    let earlier = startNew ? nil : try earlierRun(files)
    let model = earlier == nil ? try startingModel(nil) : nil
    let scratch = try ScratchFolder()
    let plan = try prepare(
      files, earlier: earlier?.plan, from: model, scratch: scratch.path, until: StopFlag(), tell
    ).plan
    if let end = earlier?.end { try tell(.endedBefore(end)) }
    _ = consume scratch
    return plan
  }

  /// Decodes the pictures and tells what would be trained on them; nil where `stop` is raised meanwhile.
  package func decode(
    until stop: StopFlag, _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingPlan? {
    try checkRequest()
    do {
      return try prepare(
        RunFiles(folder: folder), earlier: nil, from: nil, scratch: nil, until: stop, tell
      ).plan
    } catch is StoppedReading {
      return nil
    }
  }

  /// Trains to the end, or until `stop` is raised.
  package func train(
    until stop: StopFlag, _ tell: @escaping (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    let clock = Clock()
    try checkRequest()
    // Before the run that it may be part of is moved aside, or a folder is made for nothing.
    var model = try isBegun ? nil : startingModel(nil)
    let runFolder = try RunFolder(folder, startNew: startNew)
    let files = runFolder.files
    let log: TrainingLog
    let prepared: Prepared
    do {
      let earlier = try earlierRun(files)
      if let end = earlier?.end {
        try tell(.endedBefore(end))
        return .endedBefore
      }
      // One that was killed before its first checkpoint.
      if let earlier, try !FileFacts.exist(files.checkpoint) {
        model = try startingModel(earlier.plan)
      }
      log = try TrainingLog(files.log)
      prepared = try crew.alone {
        try prepare(
          files, earlier: earlier?.plan, from: model, scratch: nil, until: stop, log.before(tell))
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
    let checkpoint = Checkpoint(
      files: files, goal: plan.goal, end: plan.extended?.end.steps,
      best: plan.keepsBest ? BestWeights(plan.architecture) : nil, build: machine.build)
    if let model = prepared.model { state.start(from: model) }
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
    /// What the weights start from; nil where that is chance, or a checkpoint.
    let model: Model?
  }

  /// The user wants to stop while pictures are still decoded.
  private struct StoppedReading: Error {}

  /// Throws what can be said before a run is made, kept aside or compared with, and before any picture
  /// is read: that there is nothing of a name that the user gave, or that no pictures can be trained on
  /// like this. A run that goes on has its own options, which may make more of what the user says now.
  private func checkRequest() throws {
    let run = try FileFacts.ifThere(folder)?.identity
    for path in DataPlan(TrainingSettings(options), paths: paths).sources
    where try FileFacts(of: path).identity == run {
      throw PlanError.runAmongPictures(folder)
    }
    if try isBegun { return }
    if more != nil { throw PlanError.nothingFinished(run: folder) }
    try TrainingSettings(options).checkBeforePictures()
  }

  /// Whether the folder holds a run that is to go on.
  private var isBegun: Bool {
    get throws(FileError) {
      guard !startNew else { return false }
      return try FileFacts.exist(RunFiles(folder: folder).plan)
    }
  }

  /// The plan, of the earlier run where there is one, and the pictures. With a folder `scratch`, nothing
  /// outside it changes.
  private func prepare(
    _ files: RunFiles, earlier: TrainingPlan?, from model: Model?, scratch: String?,
    until stop: StopFlag, _ tell: (TrainingEvent) throws -> Void
  ) throws -> Prepared {
    let data = earlier?.data ?? DataPlan(TrainingSettings(options), paths: paths)
    let cache = try PictureCache(
      decoded ?? files.pictures, sources: data.sources, data.preparation, team: machine.team,
      scratch: scratch
    ) { done, count in
      if stop.isRaised { throw StoppedReading() }
      try tell(.reading(done: done, of: count))
    }
    let pictures = try TrainingPictures(cache, heldOut: data.heldOut)
    if scratch == nil { try list(cache.skipped, in: files.skipped) }
    let report = DatasetReport(
      facts: pictures.facts, skipped: cache.skipped,
      skippedList: scratch == nil ? files.skipped : nil)
    try tell(.found(report))
    if let earlier, earlier.found != report.facts {
      throw PlanError.picturesChanged(run: folder, then: earlier.found, now: report.facts)
    }
    let plan = try earlier ?? TrainingPlan(options, paths: paths, found: report.facts, ranks: ranks)
    try SharingError.check(plan, goingOnIn: earlier == nil ? nil : folder, ranks: ranks)
    try tell(.planned(plan))
    try machine.checkMemory(for: plan.memory(ranks: ranks, threads: machine.team.count))
    if let model { try plan.checkStart(from: model) }
    if plan.labels {
      let labels = Set(pictures.labels(of: pictures.training, below: plan.paths))
      if labels.count == 1, let label = labels.first { throw PlanError.oneLabel(label) }
    }
    return Prepared(
      plan: plan, pictures: pictures, statistics: try PictureStatistics(pictures), model: model)
  }

  /// A run that the folder holds already.
  private struct EarlierRun {
    var plan: TrainingPlan
    /// Where it ended; nil of one that goes on.
    var end: RunEnd?
  }

  /// The run that the folder holds, extended if that is asked for; nil if it holds none. Throws where that
  /// run is not the one that is asked for.
  private func earlierRun(_ files: RunFiles) throws -> EarlierRun? {
    guard var plan = try TrainingPlan.read(files) else {
      if try FileFacts.exist(files.checkpoint) { throw PlanError.missingPlan(path: files.plan) }
      return nil
    }
    let differences = try plan.differences(from: options, paths: paths)
    var end = try ModelSummary.end(files.model)
    guard differences.isEmpty else {
      throw PlanError.differs(run: folder, differences: differences, isFinished: end != nil)
    }
    // Until the first checkpoint after, the model is that of the end before.
    if let ended = end, ended.steps == plan.extended?.end.steps { end = nil }
    if let more {
      if let ended = end {
        plan.extended = Extension(more, after: ended)
        end = nil
      } else if plan.extended?.amount != more {
        throw PlanError.unfinished(run: folder, amount: plan.extended?.amount)
      }
    }
    return EarlierRun(plan: plan, end: end)
  }

  /// The model that --from names, here or when the run was begun; nil where none is named.
  private func startingModel(_ earlier: TrainingPlan?) throws -> Model? {
    let path = earlier?.from ?? TrainingSettings(options).from
    return path.isEmpty ? nil : try ModelFile.read(path)
  }

  private func list(_ skipped: [SkippedFile], in path: String) throws(FileError) {
    let rows = ["file\treason\n"] + skipped.map(\.row)
    try WholeFile.write(rows.joined(), to: path, replacing: true)
  }
}
