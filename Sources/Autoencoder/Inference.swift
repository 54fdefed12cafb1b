import KernelContract
import Tensors
import Threads

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A model put to use: pictures to codes, codes to pictures, and what the model thinks of pictures.
///
/// Memory is that of a few pictures for each thread, made when it is first needed: one that only
/// decodes never packs the encoder's weights. Every result is a function of its own picture alone, whatever
/// stands beside it and however many threads there are.
package final class Inference {
  package let model: Model
  let kernels: any KernelTable
  let crew: Crew
  /// Pictures that a thread takes through all layers together.
  let groupSize: Int
  /// Each desk has rows of its own: desk d those from d groupSize on.
  private(set) lazy var encoder = chain(model.network.encoder)
  private(set) lazy var decoder = chain(model.network.decoder)

  /// Enough to repay reading the weights, and fewer where 64 MB hold fewer.
  static func groupSize(_ network: Network) -> Int {
    let row = max(
      Chain.bufferCount(network.encoder, rows: 1), Chain.bufferCount(network.decoder, rows: 1))
    return min(16, max(1, (1 << 24) / row))
  }

  package init(_ model: Model, kernels: any KernelTable, team: Team) {
    self.model = model
    self.kernels = kernels
    groupSize = Inference.groupSize(model.network)
    crew = Crew(
      team, workspaceCount: model.network.workspaceCount(kernels),
      scratchCount: groupSize * model.architecture.dimensions, scratches: 1, places: groupSize)
  }

  private func chain(_ layers: [Layer]) -> Chain {
    let chain = Chain(
      layers, rows: crew.team.count * groupSize, parameters: model.weights.window,
      kernels: kernels)
    pack(chain)
    return chain
  }

  private func pack(_ chain: Chain) {
    let jobs = PackingJobs(forward: chain.passes)
    crew.run(units: jobs.count) { _, job in jobs.run(job) }
  }

  /// To be called after the model's weights were changed.
  package func weightsChanged() {
    pack(encoder)
    pack(decoder)
  }

  var latents: Int { model.architecture.latents }
  var picture: ImageLayout { model.network.picture.with(border: 0) }

  /// The codes of `count` pictures: values in [0, 1], NHWC without border.
  package func encode(_ pixels: Window, count: Int) -> Codes {
    let codes = Codes(count: count, latents: latents)
    _ = encoder
    crew.run(rows: count, by: { _ in groupSize }) { desk, images in
      codes.fill(images, from: encode(pixels, images, desk))
    }
    return codes
  }

  /// The pictures of `count` codes, one a row: the likelihood's mean, in [0, 1].
  package func decode(_ codes: Window, count: Int) -> Tensor {
    let pixels = Tensor(count: count * picture.valueCount)
    _ = decoder
    crew.run(rows: count, by: { _ in groupSize }) { desk, images in
      let rows = self.rows(desk, images.count)
      decoder.input.rows(rows).copy(codes.rows(images, of: latents))
      decode(rows, desk)
      showMean(rows, in: pixels.window.images(images, picture))
    }
    return pixels
  }

  /// A draw from each code's Gaussian, its noise a function of the seed and `numbers[row]` alone.
  package func draw(_ codes: borrowing Codes, seed: UInt64, numbers: [UInt32]) -> Tensor {
    let z = Tensor(count: codes.count * latents)
    let all = z.window
    for row in 0..<codes.count {
      let (means, logVariances) = (
        codes.means.window.rows(row..<row + 1, of: latents),
        codes.logVariances.window.rows(row..<row + 1, of: latents)
      )
      let key = RandomKey(
        seed: seed, stream: RandomStream.evaluation, step: 0, image: numbers[row])
      drawFromGaussian(
        mean: means.span, logVariance: logVariances.span, key,
        into: all.rows(row..<row + 1, of: latents), kernels)
    }
    return z
  }

  /// Draws from N(0, temperature^2 I): row i depends on `seeds[i]` alone.
  package func drawPrior(seeds: [UInt64], temperature: Float = 1) -> Tensor {
    let z = Tensor(count: seeds.count * latents)
    let all = z.window
    for (row, seed) in seeds.enumerated() {
      let part = all.rows(row..<row + 1, of: latents)
      var numbers = part.mutableSpan
      kernels.normal(
        RandomKey(seed: seed, stream: RandomStream.prior, step: 0, image: 0), into: &numbers)
      for j in 0..<latents { numbers[j] *= temperature }
    }
    return z
  }
}

// MARK: - One group at one desk

extension Inference {
  func rows(_ desk: Desk, _ count: Int) -> Rows {
    Rows(desk.places.prefix(count))
  }

  /// The rows of (mean | log-variance) of at most `groupSize` pictures.
  func encode(_ pixels: Window, _ images: Range<Int>, _ desk: Desk) -> Window {
    let rows = rows(desk, images.count)
    var input = encoder.input.rows(rows).mutableSpan
    kernels.activate(
      picture, images: images.count, .identity, x: pixels.images(images, picture).span,
      y: &input, yBorder: encoder.input.layout.border)
    for pass in encoder.passes {
      pass.convolve(rows, desk.workspace)
      pass.finish(rows)
    }
    return encoder.output.rows(rows)
  }

  /// From the latents that stand in the decoder's input to its output.
  func decode(_ rows: Rows, _ desk: Desk) {
    for pass in decoder.passes {
      pass.convolve(rows, desk.workspace)
      pass.finish(rows)
    }
  }

  private func showMean(_ rows: Rows, in pixels: Window) {
    var numbers = pixels.mutableSpan
    kernels.activate(
      picture, images: rows.count, model.architecture.likelihood.meanActivation,
      x: decoder.output.rows(rows).span, y: &numbers, yBorder: 0)
    for i in 0..<numbers.count { numbers[i] = min(max(numbers[i], 0), 1) }
  }
}

/// z = mean + exp(log-variance / 2) noise, the noise from `key`.
func drawFromGaussian(
  mean: Span<Float>, logVariance: Span<Float>, _ key: RandomKey, into z: Window,
  _ kernels: any KernelTable
) {
  var numbers = z.mutableSpan
  kernels.normal(key, into: &numbers)
  for j in 0..<numbers.count {
    numbers[j] = mean[j] + exp(logVariance[j] / 2) * numbers[j]
  }
}
