import Files
import KernelSelection
import Options
import Training

/// Prints what a training tells: lines for people, or under --json an object for each report.
final class TrainingPrinter {
  private let console: Console
  private let line: ParsedLine
  private let run: String
  private let machine: Machine
  private let preview: Preview?
  private var found: DatasetReport?
  private var losses = Sparkline()

  /// Of each process that shares the training.
  private let hosts: [String]

  init(_ console: Console, _ line: ParsedLine, _ training: TrainingRun, _ preview: Preview?) {
    self.console = console
    self.line = line
    self.preview = preview
    run = training.folder
    machine = training.machine
    hosts = training.exchange?.hosts ?? [""]
  }

  func handle(_ event: TrainingEvent) throws {
    switch event {
    case .movedAside(let to): console.note("the previous run is kept in \(to)")
    case .reading(let done, let count):
      console.tellReading(done: done, of: count)
    case .found(let report): print(report)
    case .planned(let plan): print(plan)
    case .continued(let from): print(from)
    case .progress(let progress):
      losses.add(progress.loss.bitsPerDimension)
      console.progress(progressText(progress))
    case .report(let report):
      if console.wantsJSON { try console.print(report.json) }
      console.note(reportText(report))
      try preview?.show(RunFiles(folder: run).samples(step: report.step))
    case .checkpoint: break
    case .health(let notice): console.warn("\(notice.finding); \(notice.remedy)")
    case .skippedStep(let step, _):
      console.warn("the loss or gradient of step \(step) was not finite; the step was skipped")
    case .rolledBack(let from, let to, let factor):
      console.warn(
        "several steps in a row failed: going back from step \(from) to the checkpoint of step "
          + "\(to), with \(shortest(factor)) times the learning rate")
    case .finishing: console.note("judging the held-out pictures")
    case .finished(let summary): try finished(summary)
    case .endedBefore(let end): try endedBefore(end)
    }
  }

  // MARK: - Before the first step

  private func print(_ report: DatasetReport) {
    console.tell(report)
    found = report
  }

  /// What --quiet has kept back.
  func end() {
    if console.isQuiet, let found { console.endSkipped(found.skipped.count, listed: found.listed) }
  }

  private func print(_ from: Continuation) {
    if let damaged = from.damaged { console.warn("\(damaged); using the checkpoint before it") }
    console.note("continuing after step \(NumberText.grouped(from.step))")
    guard let other = from.otherBuild else { return }
    let own = machine.build
    let remedy =
      other.kernels == own.kernels
      ? "only that version keeps the bits"
      : "stop and set \(KernelSelection.variable)=\(other.kernels) to keep the kernels"
    console.warn(
      "the checkpoint was made by \(other), and \(own) may end in other bits; \(remedy)")
  }

  private func print(_ plan: TrainingPlan) {
    let architecture = plan.architecture
    console.note(
      "model     \(plan.preset.rawValue), \(architecture.width)x\(architecture.height)x"
        + "\(architecture.channels) to \(architecture.latents) latents, "
        + "\(NumberText.grouped(architecture.parameterCount)) parameters")
    console.note(LayerTable.text(architecture, indent: 10))
    let threads = machine.team.count
    let memory = plan.memory(ranks: hosts.count, threads: threads)
    if hosts.count > 1 {
      console.note(
        "processes \(hosts.count) of \(NumberText.counted(threads, "thread")) on "
          + NumberText.counted(Set(hosts).count, "machine"))
    }
    console.note(
      "memory    \(NumberText.bytes(memory))\(hosts.count > 1 ? " in each process" : "")")
    console.note("length    \(length(plan))")
    console.note("run       \(run)")
  }

  private func length(_ plan: TrainingPlan) -> String {
    switch plan.goal {
    case .seconds(let seconds): return NumberText.duration(seconds)
    case .steps(let steps):
      let time = SpeedEstimate(machine.kernels, machine.team)
        .trainingSeconds(architecture: plan.architecture, pictures: plan.work(steps: steps))
      let epochs = NumberText.fixed(Double(steps) / Double(plan.stepsPerEpoch), 1)
      return
        "\(NumberText.counted(steps, "step")) of \(plan.batch) pictures, \(epochs) epochs, "
        + "about \(NumberText.duration(time))"
    }
  }

  // MARK: - On the way

  private func progressText(_ progress: TrainingProgress) -> String {
    let steps = progress.expectedSteps.map { "/\(NumberText.grouped($0))" } ?? ""
    // A narrow terminal cuts the end: what is looked for most comes first.
    var parts = [
      "\(TextColumns.right("\(Int(progress.progress * 100))", 3)) %",
      "epoch \(progress.epoch)", "step \(NumberText.grouped(progress.step))\(steps)",
    ]
    if let left = progress.secondsLeft { parts.append("\(NumberText.duration(left)) left") }
    parts.append("\(NumberText.fixed(progress.loss.bitsPerDimension, 3)) bits/dim")
    if let validation = progress.validation {
      parts.append("held out \(NumberText.fixed(validation.bitsPerDimension, 3))")
    }
    parts.append("\(NumberText.fixed(progress.imagesPerSecond, 0)) pictures/s")
    if console.showsUnicode { parts.append(losses.text) }
    return parts.joined(separator: "  ")
  }

  private func reportText(_ report: Report) -> String {
    let training = report.training
    return
      "epoch \(TextColumns.left("\(report.epoch)", 4)) step \(TextColumns.left("\(report.step)", 7))"
      + " \(TextColumns.right(NumberText.fixed(report.imagesPerSecond, 0), 5)) pictures/s"
      + "  reconstruction \(NumberText.fixed(training.reconstruction, 1))"
      + " + KL \(NumberText.fixed(training.divergence, 1))"
      + " = \(NumberText.fixed(training.total, 1)) nats"
      + "  \(NumberText.fixed(training.bitsPerDimension, 3)) bits/dim"
      + "  held out \(NumberText.fixed(report.validation.bitsPerDimension, 3))"
      + "  active \(report.activeUnits)"
  }

  // MARK: - At the end

  func interrupted(step: Int) {
    // There may be no plan yet that remembers the options of the line.
    guard step > 0 else {
      return console.note("stopped before the first step; run the same command to start again")
    }
    console.note(
      "stopped after step \(NumberText.grouped(step)); the checkpoint is in \(run). Continue with: "
        + TypedLine.text("train", line[TrainOptions.paths], trainWords))
  }

  /// The run in a line that trains on, where its name does not follow from the pictures.
  private var trainWords: [String] {
    line.has(Common.run) ? TypedLine.option("run", run) : []
  }

  /// The run in a line that uses its model, where it is not the only one.
  private var useWords: [String] {
    (try? Runs.here()) == [run] ? [] : TypedLine.option("run", run)
  }

  private func endedBefore(_ end: RunEnd) throws {
    if console.wantsJSON, !line[TrainOptions.dryRun] {
      try console.print([
        "command": "train", "model": .string(RunFiles(folder: run).model),
        "steps": .integer(end.steps), "seconds": .number(end.seconds), "ended_before": true,
      ])
    }
    let longer = TypedLine.text(
      "train", line[TrainOptions.paths], TypedLine.option("more", "10m") + trainWords)
    console.note(
      """
      finished  the run in \(run) is at its end, after \(NumberText.counted(end.steps, "step"))
      now type  \(sampleLine)
      longer    \(longer)
      afresh    the same line with --new, which keeps this run aside
      """)
  }

  private var sampleLine: String {
    TypedLine.text("sample", [], ["-n", "64", "samples.png"] + useWords)
  }

  private func finished(_ summary: TrainingSummary) throws {
    if console.wantsJSON { try console.print(summary.json) }
    console.note(
      """
      finished  \(NumberText.counted(summary.steps, "step")) in \(NumberText.duration(summary.seconds)), \
      \(NumberText.fixed(summary.imagesPerSecond, 0)) pictures/s\(kept(summary))
      held out  \(NumberText.fixed(summary.validation.total, 1)) nats, \
      \(NumberText.fixed(summary.validation.bitsPerDimension, 3)) bits/dim, PSNR \
      \(NumberText.fixed(summary.psnr, 2)) dB
      latents   \(summary.activeUnits) of \(summary.latents) active, \
      \(NumberText.fixed(summary.completeness * 100, 1)) % of prior draws come back when re-encoded
      sampler   \(summary.sampler): \(summary.samplerReason)
      model     \(summary.files.model)
      losses    \(summary.files.losses)
      """)
    console.note("now type  \(sampleLine)")
  }

  private func kept(_ summary: TrainingSummary) -> String {
    summary.keptStep.map {
      "\nkept      the weights after step \(NumberText.grouped($0)), the best of all reports"
    } ?? ""
  }
}
