import Autoencoder
import Files
import Images
import KernelContract
import Tensors

extension ModelInUse {
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
    let drawn = drawSeed.map {
      inference.draw(codes, seed: $0, numbers: numbers).rows(of: latents)
    }
    let (means, logVariances) = (
      codes.means.rows(of: latents), codes.logVariances.rows(of: latents)
    )
    return means.indices.map { row in
      Code(mean: means[row], logVariance: logVariances[row], point: drawn?[row] ?? means[row])
    }
  }

  /// A draw of each code, by its number; its point where the model was trained without draws.
  func drawn(_ codes: [Code], seed: UInt64, first: Int) -> [[Float]] {
    guard drawsCodes else { return codes.map(\.point) }
    return draw(codes.map { ($0.mean, $0.logVariance) }, seed: seed, first: first)
  }

  /// Points of Gaussians that a file holds: means, or under --stochastic draws by their places there.
  func points(_ gaussians: [Gaussian], in path: String) throws -> [[Float]] {
    guard let drawSeed else { return gaussians.map(\.mean) }
    let whole = try gaussians.map { gaussian -> (mean: [Float], logVariance: [Float]) in
      guard let logVariance = gaussian.logVariance else {
        throw DataError("\(path) holds no log-variances to draw by; leave out --stochastic")
      }
      return (gaussian.mean, logVariance.map(LogVariance.clamped))
    }
    return draw(whole, seed: drawSeed, first: 0)
  }

  private func draw(
    _ gaussians: [(mean: [Float], logVariance: [Float])], seed: UInt64, first: Int
  ) -> [[Float]] {
    let codes = Codes(count: gaussians.count, latents: architecture.latents)
    for (row, gaussian) in gaussians.enumerated() {
      codes.means.setRow(row, to: gaussian.mean)
      codes.logVariances.setRow(row, to: gaussian.logVariance)
    }
    let numbers = gaussians.indices.map { UInt32(first + $0) }
    return inference.draw(codes, seed: seed, numbers: numbers).rows(of: architecture.latents)
  }

  // MARK: - Codes to pictures

  /// The pictures of codes: values in [0, 1].
  func decode(_ codes: [[Float]]) -> [[Float]] {
    let rows = Tensor(codes.flatMap { $0 })
    return inference.decode(rows.shared, count: codes.count).rows(of: architecture.dimensions)
  }

  /// The most codes that are decoded to numbers at once, and the most numbers.
  private static let (mostCodes, mostNumbers) = (256, 1 << 24)

  /// The same as pictures, in groups, so that many need hardly more memory than their bytes.
  func pictures(of codes: [[Float]]) -> [Picture] {
    let group = max(
      1, min(ModelInUse.mostCodes, ModelInUse.mostNumbers / architecture.dimensions))
    return stride(from: 0, to: codes.count, by: group).flatMap { start in
      decode(Array(codes[start..<min(start + group, codes.count)])).map(picture)
    }
  }

  // MARK: - Noise

  /// The same pictures with normal noise, each a function of the seed and the picture.
  func noisy(_ pictures: [FittedPicture], deviation: Float, seed: UInt64) -> [FittedPicture] {
    let noise = Tensor(count: architecture.dimensions)
    var noisy: [FittedPicture] = []
    for clean in pictures {
      let shared = noise.shared
      var numbers = shared.mutableSpan
      kernels.normal(
        RandomKey(seed: seed, stream: 100, step: 0, image: clean.number), into: &numbers)
      let drawn = noise.rows(of: architecture.dimensions)[0]
      let values = zip(clean.values, drawn).map { $0 + deviation * $1 }
      noisy.append(FittedPicture(path: clean.path, picture: picture(values)))
    }
    return noisy
  }

  // MARK: - Directions

  /// How codes vary, taken at a few of them.
  func principalDirections(_ count: Int) -> [PrincipalDirection] {
    let places = 8
    guard let neighbours = model.neighbours else {
      let codes = codes(.prior, numbers: (0..<UInt64(places)).map { $0 }, temperature: 1)
      return inference.principalDirections(
        count, at: codes, deviations: [Float](repeating: 1, count: architecture.latents))
    }
    let codes = (0..<places).map { neighbours.code($0 * neighbours.count / places) }
    return inference.principalDirections(count, at: codes, deviations: neighbours.deviations)
  }

  // MARK: - New codes

  /// Where the user wants codes from; by default the sampler that suits the model better.
  func source(_ wanted: Sampler?, label: String? = nil) throws -> DrawSource {
    if let label { return .neighbours(try neighbours(labelled: label)) }
    let better = model.summary["sampler"]?.string.flatMap(Sampler.init) ?? .prior
    switch (wanted ?? better, model.neighbours) {
    case (.prior, _): return .prior
    case (.neighbours, let neighbours?): return .neighbours(neighbours)
    case (.neighbours, nil):
      throw DataError(
        "\(path) holds no codes of pictures: \(model.summary["sampler_reason"]?.string ?? "its training has not ended"); "
          + "leave out --sampler, or give --sampler prior")
    }
  }

  /// A code for each number, each a function of its number alone.
  func codes(_ source: DrawSource, numbers: [UInt64], temperature: Float) -> [[Float]] {
    switch source {
    case .neighbours(let neighbours):
      return neighbours.draw(seeds: numbers, temperature: temperature, kernels: kernels)
        .rows(of: architecture.latents)
    case .prior:
      return inference.drawPrior(seeds: numbers, temperature: temperature)
        .rows(of: architecture.latents)
    case .around(let center, let spread):
      let steps = codes(.prior, numbers: numbers, temperature: temperature)
      return steps.map { step in step.indices.map { center[$0] + spread[$0] * step[$0] } }
    }
  }
}

extension Tensor {
  fileprivate func setRow(_ row: Int, to values: [Float]) {
    let part = shared.part(row, size: values.count)
    var numbers = part.mutableSpan
    for j in values.indices { numbers[j] = values[j] }
  }
}
