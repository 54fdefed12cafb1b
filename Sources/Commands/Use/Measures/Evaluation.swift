import Analysis
import Autoencoder
import Files

/// What `evaluate` gathers over batches of pictures.
struct Evaluation {
  private let model: ModelInUse
  private let seed: UInt64
  private let importance: Int?
  private var judged: [PictureScore] = []
  private var logLikelihoods: [Double] = []
  private var scores: [Fidelity] = []
  private var points: [[Float]] = []
  private var statistics: LatentStatistics
  private var likeness: Likeness
  private var structured: StructuredBound?
  private var byLabel: LabelScores

  /// Of the pictures in some files and folders.
  init(
    _ model: ModelInUse, _ paths: [String], seed: UInt64, importance: Int?, drawn: Int
  ) {
    self.model = model
    self.seed = seed
    self.importance = importance
    statistics = LatentStatistics(latents: model.architecture.latents)
    likeness = Likeness(model, most: drawn)
    structured = StructuredBound(model.architecture, most: drawn, seed: seed)
    byLabel = LabelScores(model.labels, below: paths)
  }

  var count: Int { judged.count }

  mutating func add(_ batch: [FittedPicture]) {
    if let importance {
      logLikelihoods += model.judge(batch, draws: importance, seed: seed, first: count)
        .map(\.logLikelihood)
    }
    let judgements = model.judge(batch, seed: seed, first: count)
    judged += judgements
    let codes = model.encode(batch, countedBy: &statistics)
    let decoded = model.decode(codes.map(\.point))
    for (index, picture) in batch.enumerated() {
      let score = Fidelity(path: picture.path, original: picture.values, decoded[index], model)
      scores.append(score)
      byLabel.add(picture.path, nats: judgements[index].nats, psnr: score.psnr)
    }
    points += codes.map(\.point)
    for picture in batch { likeness.add(picture) }
    structured?.add(batch, codes, judgements, model)
  }

  func result(walks: Int, draws: Int) throws -> EvaluationResult {
    EvaluationResult(
      pictures: count, dimensions: model.architecture.dimensions,
      reconstruction: Summary.mean(judged.map(\.reconstruction)),
      divergence: Summary.mean(judged.map(\.divergence)),
      bitsPerDimension: model.bits(Summary.mean(judged.map(\.nats))),
      importance: importance, logLikelihoods: logLikelihoods, bits: model.bits,
      psnr: Summary.mean(scores.map(\.psnr)), ssim: Summary.mean(scores.map(\.ssim)),
      statistics: statistics, continuity: continuity(walks),
      completeness: model.completeness(draws: draws, seed: seed), draws: draws,
      likeness: try likeness.result(seed: seed),
      structured: structured?.result(dimensions: model.architecture.dimensions), byLabel: byLabel)
  }

  /// The mean over walks of sixteen steps, each from a picture to the one half the set further on.
  private func continuity(_ walks: Int) -> LatentSpace.Continuity? {
    let stride = max(1, count / 2)
    let all = (0..<min(walks, count)).compactMap { walk -> LatentSpace.Continuity? in
      let ends = [points[walk], points[(walk + stride) % count]]
      return LatentSpace.continuity(model.decode(LatentPath.slerp.points(through: ends, steps: 17)))
    }
    guard !all.isEmpty else { return nil }
    return LatentSpace.Continuity(
      meanJump: Summary.mean(all.map(\.meanJump)),
      longestJump: Summary.mean(all.map(\.longestJump)),
      detour: Summary.mean(all.map(\.detour)))
  }
}

/// The numbers of `evaluate`.
struct EvaluationResult {
  let pictures: Int
  let dimensions: Int
  let reconstruction: Double
  let divergence: Double
  let bitsPerDimension: Double
  let importance: Int?
  let logLikelihoods: [Double]
  let bits: (Double) -> Double
  let psnr: Double
  let ssim: Double
  let statistics: LatentStatistics
  let continuity: LatentSpace.Continuity?
  let completeness: Double
  let draws: Int
  let likeness: Likeness.Result
  let structured: StructuredBound.Result?
  let byLabel: LabelScores

  private var logLikelihood: Double { Summary.mean(logLikelihoods) }
  private var error: Double { Summary.standardError(logLikelihoods) }

  func json(_ path: String, _ chart: String?) -> JSON {
    var members: [JSON.Member] = [
      .init("command", "evaluate"), .init("model", .string(path)),
      .init("pictures", .integer(pictures)),
      .init("elbo", .number(-(reconstruction + divergence))),
      .init("reconstruction", .number(reconstruction)), .init("kl", .number(divergence)),
      .init("bits_per_dim", .number(bitsPerDimension)),
    ]
    if let importance {
      members += [
        .init("importance_draws", .integer(importance)),
        .init("log_likelihood", .number(logLikelihood)),
        .init("log_likelihood_standard_error", .number(error)),
        .init("log_likelihood_bits_per_dim", .number(bits(-logLikelihood))),
      ]
    }
    members += [
      .init("psnr", .number(psnr)), .init("ssim", .number(ssim)),
      .init("active_units", .integer(statistics.activeUnits)),
      .init("kl_by_unit", JSON(statistics.divergences)),
      .init("distance_from_prior", .number(statistics.distanceFromPrior)),
      .init("continuity_mean_jump", JSON(continuity?.meanJump)),
      .init("continuity_longest_jump", JSON(continuity?.longestJump)),
      .init("continuity_detour", JSON(continuity?.detour)),
      .init("completeness", .number(completeness)),
    ]
    members += likeness.members + (structured?.members ?? [])
    members += [
      .init("by_label", byLabel.json(bits)), .init("files", JSON(chart.map { [$0] } ?? [])),
    ]
    return .object(members)
  }

  func text(_ chart: String?) -> String {
    let fixed = NumberText.fixed
    let largest = statistics.divergences.enumerated().sorted { $0.element > $1.element }.prefix(8)
      .map { "\($0.offset): \(fixed($0.element, 2))" }.joined(separator: "  ")
    var rows = [
      ("pictures", NumberText.grouped(pictures)),
      ("reconstruction", "\(fixed(reconstruction, 2)) nats"),
      ("divergence (KL)", "\(fixed(divergence, 2)) nats"),
      (
        "lower bound",
        "\(fixed(-(reconstruction + divergence), 2)) nats, \(fixed(bitsPerDimension, 4)) bits/dim"
      ),
    ]
    if let importance {
      rows.append(
        (
          "log-likelihood",
          "\(fixed(logLikelihood, 2)) +- \(fixed(error, 2)) nats, \(fixed(bits(-logLikelihood), 4)) bits/dim, "
            + "\(NumberText.counted(importance, "draw"))"
        ))
    }
    if let structured { rows.append(structured.row) }
    rows += [
      ("PSNR, SSIM", "\(fixed(psnr, 2)) dB, \(fixed(ssim, 4))"),
      ("active latents", "\(statistics.activeUnits) of \(statistics.latents)"),
      ("KL by latent, top 8", largest),
      ("KL of all codes pooled", "\(fixed(statistics.distanceFromPrior, 2)) nats"),
      (
        "continuity",
        continuity.map {
          "a step moves a pixel by \(fixed($0.meanJump, 4)) of white, the longest \(fixed($0.longestJump, 2)) times that"
        } ?? "not measured: the pictures' codes do not differ"
      ),
      (
        "completeness",
        "\(fixed(completeness * 100, 1)) % of \(NumberText.counted(draws, "prior draw")) come back"
      ),
    ]
    rows += likeness.rows + byLabel.rows(bits)
    if let chart { rows.append(("KL of every latent", chart)) }
    return TextColumns.table(rows, indent: 0, leftWidth: 22)
  }
}
