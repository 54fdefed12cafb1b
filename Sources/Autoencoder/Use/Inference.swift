import CLibrary
import KernelContract
import Tensors
import Threads

/// A model put to use: pictures to codes, codes to pictures, and what the model thinks of pictures.
///
/// Memory is that of a few pictures for each thread, made when it is first needed: one that only
/// decodes never packs the encoder's weights. Every result is a function of its own picture alone, whatever
/// stands beside it and however many threads there are.
package final class Inference {
  package let model: Model
  let kernels: any KernelTable
  let pool: WorkerPool
  /// The rows that a thread takes through an affine layer together. Each worker has rows of its own: worker d
  /// those from d groupSize on.
  let groupSize: Int
  private(set) lazy var encoder = chain(model.network.encoder, isDecoder: false)
  private(set) lazy var decoder = chain(model.network.decoder, isDecoder: true)

  /// Enough to repay reading the weights, and fewer where 64 MB hold fewer.
  private static func groupSize(_ network: Network) -> Int {
    let row = max(
      Chain.bufferCount(network.encoder, Chain.Use(isDecoder: false, rows: 1, workers: 0)),
      Chain.bufferCount(network.decoder, Chain.Use(isDecoder: true, rows: 1, workers: 0)))
    return min(64, max(1, (1 << 24) / row))
  }

  static func use(_ network: Network, isDecoder: Bool, threads: Int) -> Chain.Use {
    Chain.Use(isDecoder: isDecoder, rows: threads * groupSize(network), workers: threads)
  }

  package init(_ model: Model, kernels: any KernelTable, team: Team) {
    self.model = model
    self.kernels = kernels
    groupSize = Inference.groupSize(model.network)
    pool = WorkerPool(
      team, workspaceCount: model.network.workspaceCount(kernels),
      scratchCount: model.architecture.dimensions, scratches: 1)
  }

  private func chain(_ layers: [Layer], isDecoder: Bool) -> Chain {
    let chain = Chain(
      layers, Inference.use(model.network, isDecoder: isDecoder, threads: pool.team.count),
      parameters: model.weights.shared, kernels: kernels)
    pack(chain)
    return chain
  }

  private func pack(_ chain: Chain) {
    let jobs = PackingJobs(forward: chain.passes)
    pool.run(units: jobs.count) { _, job in jobs.run(job) }
  }

  /// To be called after the model's weights were changed.
  package func weightsChanged() {
    pack(encoder)
    pack(decoder)
  }

  var latents: Int { model.architecture.latents }
  var gaussianLayout: GaussianLayout { model.architecture.gaussianLayout }
  var picture: ImageLayout { model.network.picture.with(border: 0) }

  /// The codes of `count` pictures: values in [0, 1], NHWC without border.
  package func encode(_ pixels: SharedFloats, count: Int) -> Codes {
    let codes = Codes(count: count, latents: latents)
    _ = encoder
    pool.run(rows: count, by: group) { worker, images in
      codes.fill(images, from: encode(pixels, images, worker), gaussianLayout)
    }
    return codes
  }

  /// The pictures of `count` codes, one a row: the likelihood's mean, in [0, 1].
  package func decode(_ codes: SharedFloats, count: Int) -> Tensor {
    let pixels = Tensor(count: count * picture.valueCount)
    _ = decoder
    pool.run(rows: count, by: group) { worker, images in
      let rows = rows(worker, images.count)
      decoder.input.rows(rows).copy(codes.rows(images, of: latents))
      decode(rows, worker) { decoded in
        showMean(decoded, in: pixels.shared.images(images, picture))
      }
    }
    return pixels
  }

  /// A draw from each code's Gaussian, its noise a function of the seed and `numbers[row]` alone.
  package func draw(_ codes: borrowing Codes, seed: UInt64, numbers: [UInt32]) -> Tensor {
    let z = Tensor(count: codes.count * latents)
    let all = z.shared
    for row in 0..<codes.count {
      let (means, logVariances) = (
        codes.means.shared.rows(row..<row + 1, of: latents),
        codes.logVariances.shared.rows(row..<row + 1, of: latents)
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
    let all = z.shared
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

// MARK: - One group at one worker

extension Inference {
  /// The rows that a thread takes when so many are left: few enough that all threads end together.
  func group(left: Int) -> Int {
    min(groupSize, (left + pool.team.count - 1) / pool.team.count)
  }

  /// The first `count` rows of a worker.
  func rows(_ worker: WorkerMemory, _ count: Int) -> Rows {
    precondition(count <= groupSize, "more rows than a worker has")
    let first = worker.number * groupSize
    return worker.rows(first..<first + count)
  }

  /// The rows of (mean | log-variance) of a group of pictures.
  func encode(_ pixels: SharedFloats, _ images: Range<Int>, _ worker: WorkerMemory) -> SharedFloats
  {
    let rows = rows(worker, images.count)
    let given = pixels.images(images, picture)
    let head = encoder.passes.count - 1
    encoder.forward(through: head - 1, rows, worker.workspace) { taken in
      let pixels = given.images(taken.inHand, picture)
      var input = encoder.input.rows(taken).mutableSpan
      kernels.activate(
        picture, images: taken.count, .identity, x: pixels.span, y: &input,
        yBorder: encoder.input.layout.border)
    }
    encoder.passes[head].convolve(rows, worker.workspace)
    return encoder.output.rows(rows)
  }

  /// From the latents that stand in the decoder's input to its output, which `use` reads of some rows
  /// after another.
  func decode(_ rows: Rows, _ worker: WorkerMemory, use: (Rows) -> Void) {
    decoder.passes[0].convolve(rows, worker.workspace)
    decoder.forward(rows, worker.workspace, use: use)
  }

  /// The mean of some rows into their place among the pictures in hand. Bernoulli's outputs are logits; the
  /// others are means that may lie outside of [0, 1].
  private func showMean(_ rows: Rows, in pictures: SharedFloats) {
    let pixels = pictures.images(rows.inHand, picture)
    let output = decoder.output.rows(rows)
    var shown = pixels.mutableSpan
    let given = output.span
    if model.architecture.likelihood.isOfLogits {
      kernels.activate(
        picture, images: rows.count, .sigmoid, x: given, y: &shown, yBorder: 0)
    } else {
      for i in 0..<shown.count { shown[i] = min(max(given[i], 0), 1) }
    }
  }
}

/// z = mean + exp(v / 2) noise with v the log-variance, which must be within its bounds, and the noise from `key`: a draw
/// from the q that is scored.
func drawFromGaussian(
  mean: Span<Float>, logVariance: Span<Float>, _ key: RandomKey, into z: SharedFloats,
  _ kernels: any KernelTable
) {
  var numbers = z.mutableSpan
  kernels.normal(key, into: &numbers)
  for j in 0..<numbers.count {
    numbers[j] = mean[j] + exp(logVariance[j] / 2) * numbers[j]
  }
}
