import Analysis
import Autoencoder
import Files
import Images
import KernelContract
import Tensors
import Threads
import Training

/// The model that a command works with, loaded, checked and ready.
final class ModelInUse {
  let path: String
  let model: Model
  let team: Team
  private let kernels: any KernelTable
  private let inference: Inference
  /// Under --stochastic, where the draws of codes start.
  private let drawSeed: UInt64?

  /// The model in `file`, or without one where the line says that it is.
  init(_ line: ParsedLine, in file: String? = nil) throws {
    path = file ?? ModelInUse.path(line)
    try MissingModel.check(path, isNamed: file != nil || line.has(Common.model))
    model = try ModelFile.read(path)
    team = Team(line)
    kernels = try Kernels.chosen()
    let needed = model.architecture.inferenceBytes(threads: team.count)
    let memory = Machine(kernels: kernels, team: team).memory
    guard needed <= memory else {
      throw DataError(
        "using \(path) needs \(NumberText.bytes(needed)) of memory but may use only "
          + "\(NumberText.bytes(memory)); give fewer --threads")
    }
    inference = Inference(model, kernels: kernels, team: team)
    drawSeed = line[Common.stochastic] ? line[Common.seed] : nil
  }

  /// Where the user says that the model is.
  static func path(_ line: ParsedLine) -> String {
    line[Common.model] ?? RunFiles(folder: line[Common.run]).model
  }

  var architecture: Architecture { model.architecture }

  // MARK: - Pictures to codes

  func encode(_ pictures: [FittedPicture]) -> [Code] {
    var uncounted = LatentStatistics(latents: architecture.latents)
    return encode(pictures, countedBy: &uncounted)
  }

  /// The same, adding the codes to the statistics of many.
  func encode(
    _ pictures: [FittedPicture], countedBy statistics: inout LatentStatistics
  ) -> [Code] {
    let pixels = Tensor(pictures.flatMap(\.values))
    let codes = inference.encode(pixels.shared, count: pictures.count)
    statistics.add(codes)
    return self.codes(codes, numbers: pictures.map(\.number))
  }

  /// Codes as the user wants them; `numbers` tell the draws of --stochastic apart.
  private func codes(_ codes: borrowing Codes, numbers: [UInt32]) -> [Code] {
    let latents = architecture.latents
    let drawn = drawSeed.map { rows(inference.draw(codes, seed: $0, numbers: numbers)) }
    return (0..<codes.count).map { row in
      let mean = codes.means.numbers(row, of: latents)
      return Code(
        mean: mean, logVariance: codes.logVariances.numbers(row, of: latents),
        point: drawn?[row] ?? mean)
    }
  }

  /// Points of Gaussians that a file holds: means, or under --stochastic draws by their places there.
  func points(_ gaussians: [Gaussian], in path: String) throws -> [[Float]] {
    guard let drawSeed else { return gaussians.map(\.mean) }
    let codes = Codes(count: gaussians.count, latents: architecture.latents)
    for (row, gaussian) in gaussians.enumerated() {
      guard let logVariance = gaussian.logVariance else {
        throw DataError("\(path) holds no log-variances to draw by; leave out --stochastic")
      }
      codes.means.set(row, to: gaussian.mean)
      codes.logVariances.set(row, to: logVariance.map(LogVariance.clamped))
    }
    return rows(
      inference.draw(codes, seed: drawSeed, numbers: gaussians.indices.map { UInt32($0) }))
  }

  // MARK: - Codes to pictures

  /// The pictures of codes: values in [0, 1].
  func decode(_ codes: [[Float]]) -> [[Float]] {
    let rows = Tensor(codes.flatMap { $0 })
    let pixels = inference.decode(rows.shared, count: codes.count)
    return (0..<codes.count).map { pixels.numbers($0, of: architecture.dimensions) }
  }

  /// The same as pictures, in groups, so that many need hardly more memory than their bytes.
  func pictures(of codes: [[Float]]) -> [Picture] {
    let group = max(1, min(256, (1 << 24) / architecture.dimensions))
    return stride(from: 0, to: codes.count, by: group).flatMap { start in
      decode(Array(codes[start..<min(start + group, codes.count)])).map(picture)
    }
  }

  func picture(_ values: [Float]) -> Picture {
    Pixels.picture(
      values.span, width: architecture.width, height: architecture.height,
      channels: architecture.channels)
  }

  /// Where two pictures of the model differ.
  func heatMap(_ a: [Float], _ b: [Float]) -> Picture {
    HeatMap.picture(
      a.span, b.span, width: architecture.width, height: architecture.height,
      channels: architecture.channels)
  }

  // MARK: - Judgement

  /// Bits for each number of a picture that costs so many nats.
  func bits(_ nats: Double) -> Double {
    architecture.likelihood.bitsPerDimension(nats: nats, dimensions: architecture.dimensions)
  }

  /// What the model thinks of pictures, of which the first has the number `first`.
  func judge(
    _ pictures: [FittedPicture], draws: Int = 1, seed: UInt64 = 0, first: Int = 0
  ) -> [PictureScore] {
    let pixels = Tensor(pictures.flatMap(\.values))
    return inference.evaluate(
      pixels.shared, count: pictures.count, samples: drawsCodes ? draws : 0, seed: seed,
      firstIndex: first)
  }

  /// How strange a picture is: minus the lower bound in bits/dim, by the same draw for all pictures, or
  /// under --stochastic by one of its own; the same beside any other pictures.
  func strangeness(of picture: FittedPicture) -> Double {
    let number = drawSeed == nil ? 0 : Int(picture.number)
    return bits(judge([picture], seed: drawSeed ?? 0, first: number)[0].nats)
  }

  /// The share of prior draws that come back from their pictures (`Completeness`).
  func completeness(draws: Int, seed: UInt64) -> Double {
    inference.completeness(draws: draws, seed: seed)
  }

  /// The same pictures with normal noise, each a function of the seed and the picture.
  func noisy(_ pictures: [FittedPicture], deviation: Float, seed: UInt64) -> [FittedPicture] {
    let noise = Tensor(count: architecture.dimensions)
    var noisy: [FittedPicture] = []
    for clean in pictures {
      let shared = noise.shared
      var numbers = shared.mutableSpan
      kernels.normal(
        RandomKey(seed: seed, stream: 100, step: 0, image: clean.number), into: &numbers)
      let drawn = noise.numbers(0, of: architecture.dimensions)
      let values = zip(clean.values, drawn).map { $0 + deviation * $1 }
      noisy.append(FittedPicture(path: clean.path, picture: picture(values)))
    }
    return noisy
  }

  // MARK: - What the training noted

  /// Whether the model was trained with draws of its codes; one that was not is judged by its means.
  private var drawsCodes: Bool { objective?.isVariational ?? true }

  /// What it was trained with, where it says so.
  private var objective: Objective? {
    model.summary["objective"]?.string.flatMap { try? Objective(name: $0) }
  }

  /// Throws for an option that needs draws of codes, where the model was trained without.
  func checkDraws(for option: Declaration) throws(UsageError) {
    guard !drawsCodes, let objective else { return }
    throw .rule(
      "--\(option.name) needs draws of codes, and the model was trained without, with --objective \(objective.name)"
    )
  }

  /// Whether its training came to its end.
  var isFinished: Bool { model.summary["finished"]?.boolean ?? false }

  /// What each latent tells about the training's pictures, in nats.
  func unitDivergences() throws -> [Double] {
    let noted = model.summary["kl_by_unit"]?.array?.compactMap(\.number) ?? []
    guard noted.count == architecture.latents else { throw unfinished("what its latents tell") }
    return noted
  }

  /// The strangeness that a share of the held-out pictures stays below.
  func heldOutScore(quantile: Double) throws -> Double {
    let noted = model.summary["held_out_bits_per_dim"]?.array?.compactMap(\.number) ?? []
    guard !noted.isEmpty else { throw unfinished("how its held-out pictures scored") }
    return Summary.quantile(quantile, of: noted)
  }

  private func unfinished(_ what: String) -> DataError {
    DataError(
      "\(path) does not say \(what): its training is not finished; "
        + "'vae-img train' goes on with it"
    )
  }

  // MARK: - New codes

  /// Where the user wants codes from; by default the sampler that suits the model better.
  func source(_ wanted: Sampler?) throws -> DrawSource {
    let better = model.summary["sampler"]?.string.flatMap(Sampler.init) ?? .prior
    switch (wanted ?? better, model.mixture) {
    case (.prior, _): return .prior
    case (.mixture, let mixture?): return .mixture(mixture)
    case (.mixture, nil):
      throw DataError(
        "\(path) holds no mixture: \(model.summary["sampler_reason"]?.string ?? "it was not fitted yet"); "
          + "leave out --sampler, or give --sampler prior")
    }
  }

  /// A code for each number, each a function of its number alone.
  func codes(_ source: DrawSource, numbers: [UInt64], temperature: Float) -> [[Float]] {
    switch source {
    case .mixture(let mixture):
      return rows(
        mixture.draw(seeds: numbers, temperature: temperature, kernels: kernels))
    case .prior:
      return rows(inference.drawPrior(seeds: numbers, temperature: temperature))
    case .around(let center, let spread):
      let steps = rows(inference.drawPrior(seeds: numbers, temperature: temperature))
      return steps.map { step in step.indices.map { center[$0] + spread[$0] * step[$0] } }
    }
  }

  private func rows(_ codes: borrowing Tensor) -> [[Float]] {
    (0..<codes.count / architecture.latents).map { codes.numbers($0, of: architecture.latents) }
  }
}

/// What the encoder says of one picture.
struct Code {
  let mean: [Float]
  let logVariance: [Float]
  /// What stands for the picture: the mean, or under --stochastic a draw.
  let point: [Float]
}

extension Tensor {
  /// Row `row` of rows of `count` numbers.
  fileprivate func numbers(_ row: Int, of count: Int) -> [Float] {
    let all = span
    return (row * count..<(row + 1) * count).map { all[$0] }
  }

  fileprivate func set(_ row: Int, to values: [Float]) {
    let part = shared.part(row, size: values.count)
    var numbers = part.mutableSpan
    for j in values.indices { numbers[j] = values[j] }
  }
}
