import Analysis
import Autoencoder
import Files
import Images

/// `vae-img evaluate PATHS`: what the model is worth on pictures, as numbers.
enum EvaluateCommand {
  static let paths = Argument("PATH", .oneOrMore, "pictures or folders, best not trained on")
  static let importance = Option(
    "importance", .integer(1...1_000_000), showing: "none", "draws for the log-likelihood estimate")
  static let walks = Option(
    "walks", .integer(1...10_000), default: 32, "paths to measure continuity along")
  static let draws = Option(
    "draws", .integer(20...4096), default: Completeness.standardDraws,
    "prior draws to measure completeness with")

  static let drawn = Option(
    "drawn", .integer(20...4096), default: 256, "pictures to draw, and to compare with as many")
  static let out = Option(
    "out", short: "o", formerly: "chart", .file, "bar chart of the KL of each latent, PNG or JPEG")

  static let command = Command(
    "evaluate", "measure likelihood, PSNR, SSIM and the latent space",
    examples: [
      Example("vae-img evaluate ./held-out", "everything but the slow estimate"),
      Example("vae-img evaluate ./held-out --importance 5000", "and the log-likelihood"),
    ],
    arguments: [paths],
    options: [
      OptionGroup(
        "Measures",
        [importance.declaration, walks.declaration, draws.declaration, drawn.declaration]),
      Common.coding, Common.writing([out.declaration]), Common.reading,
    ] + Common.usingModel,
    note:
      "Completeness: the share of prior draws that the encoder, shown the decoded picture, tells "
      + "from at least 19 in 20 of the other draws.",
    details: """
      Bounds are the ones that training reports, to the digit: reconstruction plus divergence in nats a picture and
      bits/dim, one draw a picture; PSNR, SSIM and paths are those of the means of q(z|x), or with --stochastic
      of draws. --importance K estimates log p(x) with K draws a picture. Continuity: how
      far the picture moves at a step along paths between pictures, and the longest step against the mean one.
      Completeness: the share of draws from the prior that come back near where they came from, which is to
      say that of all draws at most one in twenty suits the code of the decoded picture as well as its own
      does, by q(z|x) / p(z). It is 1 where every draw has a picture of its own, 0.05 by chance, and 0 where
      all codes are alike. Sharpness: the energy of drawn pictures over that of the given ones in each octave
      of spatial frequency, and at pixel pairs, where a grid would show; 1 is right. Structured residual: the lower
      bound with a Gaussian that has a width for each ring of frequencies and colour axis, taken from every second picture
      and judged on the others, beside a white Gaussian and beside the same without any latents, around the mean picture:
      what the noise model alone is worth. Likeness, in thumbnails
      of 16x16: which share of the drawn pictures lies as near to a given one as its third neighbour among the
      given ones does, and the other way round. A model that was trained with --labels folders has a row for each label
      that a folder of the given ones has.
      """, run: run)

  private static func run(_ line: ParsedLine, _ console: Console) throws -> ExitCode {
    let output = Output(line)
    try line.require(out, for: Common.force)
    let file = try line[out].map { try output.picture($0) }
    let model = try ModelInUse(line)
    if line.has(importance) { try model.checkDraws(for: importance.declaration) }
    var evaluation = Evaluation(
      model, line[paths], seed: line[Common.seed], importance: line[importance], drawn: line[drawn])
    try PictureLoader(line, model).forEachBatch(in: line[paths], console) { batch in
      evaluation.add(batch)
      console.progress("evaluated \(NumberText.counted(evaluation.count, "picture"))")
    }
    let result = try evaluation.result(walks: line[walks], draws: line[draws])
    if let file {
      let bars = BarChart(
        title: "What each latent tells", xLabel: "latent, the most informative first",
        yLabel: "KL in nats",
        values: result.statistics.divergences.sorted(by: >))
      try output.write(bars.draw(), to: file)
    }
    try console.answer(result.json(model.path, file?.path), result.text(file?.path))
    return .done
  }
}
