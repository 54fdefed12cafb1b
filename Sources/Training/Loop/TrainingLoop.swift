import Autoencoder
import Files
import Images
import KernelContract
import Tensors
import Threads

/// The steps of a run, from wherever it stands to its end, and what is done between them.
///
/// Every number depends on the step alone; the clock decides only when a checkpoint is written and
/// whether a report's pictures are drawn (and, in a timed run, draws the recorded line of its pace).
final class TrainingLoop {
  let plan: TrainingPlan
  let files: RunFiles
  let state: TrainingState
  let inference: Inference
  let pictures: TrainingPictures
  let validation: Validation
  let reportPictures: ReportPictures
  let machine: Machine
  private(set) var position: RunPosition
  private(set) var notices: [HealthNotice] = []

  private let steps: PlannedStep
  let crew: Crew
  /// The step after which the whole state is here.
  private var wholeStep: Int?
  private let batches: BatchReader
  let checkpoint: Checkpoint
  private var metrics: Metrics
  private var stopwatch: Stopwatch
  private let hooks: TestHooks
  let tell: (TrainingEvent) throws -> Void

  enum End { case stopped, done }

  /// Goes on from `position`, which `state` stands at.
  init(
    _ plan: TrainingPlan, _ pictures: TrainingPictures, _ state: TrainingState,
    from position: RunPosition, _ checkpoint: Checkpoint, machine: Machine, crew: Crew,
    clock: Clock, hooks: TestHooks, tell: @escaping (TrainingEvent) throws -> Void
  ) throws {
    self.plan = plan
    self.checkpoint = checkpoint
    self.machine = machine
    files = checkpoint.files
    self.pictures = pictures
    self.state = state
    self.position = position
    self.hooks = hooks
    self.tell = tell
    inference = Inference(state.average, kernels: machine.kernels, team: machine.team)
    steps = PlannedStep(plan, state, machine, crew.exchange)
    self.crew = crew
    batches = try pictures.batches(plan, taking: steps.images, first: position.step)
    validation = Validation(plan, inference, pictures)
    reportPictures = try ReportPictures(files, inference, pictures)
    metrics = try Metrics(files, plan, upTo: position.step)
    stopwatch = Stopwatch(earlier: position.seconds) { clock.seconds }
  }

  var reports: [Report] { metrics.reports }
  /// Of this sitting's steps; before the first, as the last report had it.
  var imagesPerSecond: Double {
    stopwatch.imagesPerSecond(batch: plan.batch) ?? reports.last?.imagesPerSecond ?? 0
  }

  func run(until stop: StopFlag) throws -> End {
    // The summary repeats the notices of earlier sittings too.
    for notice in Health.notices(of: reports, plan) { keep(notice) }
    try handOver()
    if position.step == 0 { try save() }
    while !position.pace.isOver(after: position.step) {
      if try crew.isToStop(stop) {
        try save()
        return .stopped
      }
      try step()
    }
    try save()
    return .done
  }

  // MARK: - A step

  private func step() throws {
    let before = position.pace.progress(after: position.step)
    position.step += 1
    let pixels = try batches.next()
    hooks.beforeStep(position.step, pixels)
    let factor = position.badSteps.learningRateFactor
    let order = StepOrder(number: position.step, progress: before, rateFactor: factor)
    try crew.order(.step(order))
    let report = try steps.make(order, of: pixels)
    if report.isFinite {
      position.badSteps.goodStep()
      position.sums.add(report)
    } else if try rolledBack() {
      return
    }
    position.seconds = stopwatch.step()
    if position.pace.wantsMeasuring(after: position.step, secondsUsed: position.seconds) {
      position.pace.measure(after: position.step, secondsUsed: position.seconds)
    }
    let after = position.pace.progress(after: position.step)
    try tell(.progress(progress(after)))
    let isReported = Int(after * Double(plan.reports)) > Int(before * Double(plan.reports))
    if isReported { try self.report(after) }
    // A checkpoint amid steps that fail would be no place to go back to.
    if position.badSteps.inARow == 0, stopwatch.wantsCheckpoint(afterReport: isReported) {
      try save()
    }
    stopwatch.resume()
  }

  private func learningRate(at progress: Double) -> Double {
    plan.schedule.learningRate(at: progress) * position.badSteps.learningRateFactor
  }

  private func progress(_ progress: Double) -> TrainingProgress {
    let expected = position.pace.expectedSteps(after: position.step)
    return TrainingProgress(
      step: position.step, expectedSteps: expected, epoch: plan.epoch(of: position.step),
      progress: progress, imagesPerSecond: imagesPerSecond,
      secondsLeft: expected.map { Double($0 - position.step) * stopwatch.secondsPerStep },
      loss: position.sums.loss, validation: reports.last?.validation)
  }

  // MARK: - A step that is not finite

  /// Tells of the step, and goes back if it was one too many.
  private func rolledBack() throws -> Bool {
    let failed = position.step
    let verdict = position.badSteps.badStep()
    try tell(.skippedStep(failed, inARow: position.badSteps.inARow))
    if verdict == .skip { return false }
    if verdict == .giveUp { throw DivergedError(step: failed, folder: files.folder) }
    guard var good = try checkpoint.load(into: state)?.position else {
      throw DivergedError(step: failed, folder: files.folder)
    }
    good.badSteps = position.badSteps
    good.pace.restart(at: good.step, secondsUsed: stopwatch.total)
    position = good
    try batches.seek(position.step)
    try handOver()
    metrics = try Metrics(files, plan, upTo: position.step)
    try tell(
      .rolledBack(
        fromStep: failed, toStep: position.step,
        learningRateFactor: position.badSteps.learningRateFactor))
    try save()
    return true
  }

  // MARK: - Between steps

  private func report(_ progress: Double) throws {
    try collect()
    try crew.alone { try judge(progress) }
  }

  private func judge(_ progress: Double) throws {
    inference.weightsChanged()
    let found = try validation.measure(plan.validationPictures)
    let report = Report(
      step: position.step, epoch: plan.epoch(of: position.step), progress: progress,
      seconds: stopwatch.total, imagesPerSecond: imagesPerSecond, training: position.sums.loss,
      gradientNorm: position.sums.meanGradientNorm, validation: found.loss,
      activeUnits: found.activeUnits, learningRate: learningRate(at: progress),
      beta: plan.divergenceWeight(at: progress), skippedSteps: position.badSteps.skipped,
      logitGap: position.sums.logitGap)
    if plan.canEnd(at: progress) {
      checkpoint.best?.judge(
        state.average, step: position.step, bitsPerDimension: found.loss.bitsPerDimension)
    }
    position.sums = StepSums()
    try metrics.append(report)
    try stopwatch.draw(always: progress >= 1) {
      let codes = try neighbours(atMost: TrainingLoop.fewCodes)
      try metrics.append(
        reportPictures.write(step: position.step, between: codes, machine.kernels))
      try PictureWriter.write(
        LossHistory(reports).chart.draw(), to: files.losses, replacing: true)
    }
    try tell(.report(report))
    for notice in Health.signs(after: reports[...], plan) { try note(notice) }
  }

  /// Tells a notice, each kind once.
  func note(_ notice: HealthNotice?) throws {
    if let notice, keep(notice) { try tell(.health(notice)) }
  }

  /// Returns whether it is the first of its kind.
  @discardableResult
  private func keep(_ notice: HealthNotice) -> Bool {
    if notices.contains(where: { $0.kind == notice.kind }) { return false }
    notices.append(notice)
    return true
  }

  private func save() throws {
    try collect()
    position.seconds = stopwatch.total
    try crew.alone {
      try stopwatch.checkpoint {
        try checkpoint.save(state, position)
        try saveModel()
      }
    }
    try tell(.checkpoint(step: position.step))
  }

  /// Gives the state that the run stands at to those who share its steps.
  private func handOver() throws {
    try crew.order(.takeOver(batch: position.step))
    try steps.spread()
    wholeStep = position.step
  }

  /// Brings the whole state here, once after a step.
  private func collect() throws {
    guard wholeStep != position.step else { return }
    try crew.order(.collect)
    try steps.collect()
    wholeStep = position.step
  }

  /// The averaged weights, as the commands that use a model read them: at every checkpoint, so that
  /// a run can be tried out while it goes, and with its summary at the end. Random weights are none.
  func saveModel(_ summary: TrainingSummary? = nil) throws {
    guard position.step > 0 else { return }
    let model = state.average
    model.preprocessing = plan.preprocessing.json
    model.summary = ModelSummary.json(plan, position, reports, machine.build, summary)
    try ModelFile.write(model, to: files.model, replacing: true)
  }
}
