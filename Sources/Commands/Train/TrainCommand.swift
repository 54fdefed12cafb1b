import Autoencoder
import Cluster
import Files
import Images
import Threads
import Training

/// `vae-img train ./faces`: a model from folders of pictures.
enum TrainCommand {
  static let command = Command(
    "train", "train a model on a folder of pictures",
    examples: [
      Example("vae-img train ./faces", "defaults; run again to continue"),
      Example("vae-img train ./faces --time 10m", "for ten minutes"),
      Example("vae-img train ./cats --size 128 --run big", "larger, in another run folder"),
    ],
    arguments: [TrainOptions.paths],
    options: TrainOptions.all,
    details: """
      Reads every PNG, JPEG and WebP in the folders, holds out one in twenty, and trains a convolutional
      variational autoencoder. The run folder gets the model, checkpoints, losses.png, metrics.jsonl, and
      reconstructions and samples at each report. Ctrl-C, or closing the terminal, finishes the step, writes
      a checkpoint and exits; the same command continues from there, to the same bits on the same version and
      kernels (a --time run fits its length to the clock, so it never repeats bit for bit). An existing run is
      never overwritten: options that differ from those it was started with are refused, and --new keeps the old
      run aside. A finished run goes on by --more as one that had been meant to be that much longer; if it is
      stopped on the way, the command without --more continues it, and so does the same one. --from starts a new run
      from the weights of a model of the same layers. With --held-out every picture of the other folders is
      trained on, also where that folder is one of theirs.

      --objective adversarial trains a discriminator beside the model for the last \(Refinement.shownShare) of the run. Pictures
      come out sharp rather than soft, some of them odd; held-out bits/dim end a little higher. It is the default
      where there are stages and pixels to look at, not logits; --objective variational goes without.

      Processes that mpirun or srun starts together, of a program built with --traits MPI, share a training: each
      takes its part of every batch, and the run ends in the bits of one. Without --batch, a run has at least as many
      pictures per step as those who begin it can share.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    guard let member = try Cluster.join() else { return try lead(line, console, nil) }
    return try Together.run(member, console) {
      try lead(line, console, member)
    } follow: {
      try Follower(member) { try training(line, member) }
        .serve(until: Interruption.listen(underLauncher: true))
    }
  }

  private static func training(
    _ line: ParsedLine, _ member: (any ClusterMember)?
  ) throws -> TrainingRun {
    try line.refuse(TrainOptions.new, with: TrainOptions.more)
    let options = try TrainOptions.values(line)
    let machine = Machine(kernels: try Kernels.chosen(), team: Team(line, of: member))
    var training = TrainingRun(
      paths: line[TrainOptions.paths], options: options, folder: Runs.toTrain(line),
      startNew: line[TrainOptions.new], more: line[TrainOptions.more], machine: machine)
    training.exchange = member
    return training
  }

  private static func lead(
    _ line: ParsedLine, _ console: Console, _ member: (any ClusterMember)?
  ) throws -> ExitCode {
    let training = try training(line, member)
    let printer = TrainingPrinter(console, line, training, try Preview(line, console))
    func handle(_ event: TrainingEvent) throws {
      try printer.handle(event)
      if line[Common.strict], case .found(let report) = event { try requireAll(report) }
    }
    defer { printer.end() }
    if line[TrainOptions.dryRun] {
      let plan = try training.dryRun(handle)
      if console.wantsJSON { try console.print(plan.json) }
      return .done
    }
    switch try training.train(
      until: Interruption.listen(underLauncher: member != nil), handle)
    {
    case .interrupted(let step):
      printer.interrupted(step: step)
      return .interrupted
    case .finished, .endedBefore: return .done
    }
  }

  /// --strict: throws the first picture that was skipped.
  private static func requireAll(_ report: DatasetReport) throws(DataError) {
    if let skipped = report.skipped.first { throw DataError("\(skipped.path): \(skipped.reason)") }
  }
}
