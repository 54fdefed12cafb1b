import Autoencoder
import Files
import Images
import Threads
import Training

/// `vae-img train ./faces`: a model from folders of pictures.
enum TrainCommand {
  static let command = Command(
    "train", "learn from a folder of pictures",
    examples: [
      Example("vae-img train ./faces", "all by default; again to continue"),
      Example("vae-img train ./faces --time 10m", "as much as fits into ten minutes"),
      Example("vae-img train ./cats --size 128 --run cats", "larger, in its own run"),
    ],
    arguments: [TrainOptions.paths],
    options: TrainOptions.all,
    details: """
      Reads every PNG and JPEG in the folders, holds out one in twenty, and trains a convolutional
      variational autoencoder. The run folder gets the model, checkpoints, losses.png, metrics.jsonl, and
      reconstructions and samples at each report. Ctrl-C, or closing the terminal, finishes the step, writes
      a checkpoint and leaves; the same line goes on from there, bit for bit. An existing run is never
      overwritten: options other than those it was started with are refused, and --new keeps the old one
      aside.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let options = try TrainOptions.values(line)
    let machine = Machine(kernels: try Kernels.chosen(), team: Team(line))
    let training = TrainingRun(
      paths: line[TrainOptions.paths], options: options, folder: line[Common.run],
      startNew: line[TrainOptions.new], machine: machine)
    let talk = TrainingTalk(console, line, machine)
    if line[TrainOptions.dryRun] {
      let plan = try training.dryRun(talk.hear)
      if console.wantsJSON { try console.print(plan.json) }
      return .done
    }
    switch try training.train(until: Interruption.listen(), talk.hear) {
    case .interrupted(let step):
      talk.interrupted(step: step)
      return .interrupted
    case .finished: return .done
    }
  }
}
