import Analysis
import Autoencoder
import Files

/// How much of the lower bound is owed to taking what the model leaves out for white noise: the bound of the first
/// pictures with a Gaussian that knows their residuals' spectrum (`ResidualGaussian`), beside a white one, and beside the
/// same Gaussian around their mean alone, without any latents.
struct StructuredBound {
  private let most: Int
  private let seed: UInt64
  private var residuals: ResidualGaussian
  private var pictures: ResidualGaussian
  private var divergences: [Double] = []

  /// Nil where pictures are too large for it.
  init?(_ architecture: Architecture, most: Int, seed: UInt64) {
    let (width, height) = (architecture.width, architecture.height)
    guard max(width, height) <= ResidualGaussian.longest else { return nil }
    self.most = most
    self.seed = seed
    residuals = ResidualGaussian(width: width, height: height, channels: architecture.channels)
    pictures = residuals
  }

  mutating func add(
    _ batch: [FittedPicture], _ codes: [Code], _ scores: [PictureScore],
    _ model: ModelInUse
  ) {
    let batch = batch.prefix(most - divergences.count)
    guard !batch.isEmpty else { return }
    let decoded = model.decode(
      model.drawn(Array(codes.prefix(batch.count)), seed: seed, first: divergences.count))
    for (picture, decoded) in zip(batch, decoded) {
      let left = zip(picture.values, decoded).map { $0 - $1 }
      residuals.add(left.span)
      pictures.add(picture.values.span)
    }
    divergences += scores.prefix(batch.count).map(\.divergence)
  }

  struct Result {
    /// In bits/dim.
    let structured: Double
    let white: Double
    let withoutLatents: Double
  }

  /// Nil of fewer than four pictures.
  func result(dimensions: Int) -> Result? {
    guard let structured = residuals.nats(.structured), let white = residuals.nats(.white),
      let withoutLatents = pictures.nats(.structuredAroundMean)
    else { return nil }
    let divergence = Summary.mean(divergences)
    func bits(_ nats: Double) -> Double {
      Likelihood.gaussian.bitsPerDimension(nats: nats, dimensions: dimensions)
    }
    return Result(
      structured: bits(structured + divergence), white: bits(white + divergence),
      withoutLatents: bits(withoutLatents))
  }
}

extension StructuredBound.Result {
  var members: [JSON.Member] {
    [
      .init("structured_bits_per_dim", .number(structured)),
      .init("white_bits_per_dim", .number(white)),
      .init("structured_without_latents_bits_per_dim", .number(withoutLatents)),
    ]
  }

  var row: (String, String) {
    let fixed = NumberText.fixed
    return (
      "structured residual",
      "\(fixed(structured, 3)) bits/dim, white \(fixed(white, 3)), without latents \(fixed(withoutLatents, 3))"
    )
  }
}
