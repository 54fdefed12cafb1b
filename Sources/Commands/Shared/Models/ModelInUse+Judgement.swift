import Analysis
import Autoencoder
import Files
import Options
import Tensors
import Training

extension ModelInUse {
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

  // MARK: - What the training noted

  /// Whether the model was trained with draws of its codes; one that was not is judged by its means.
  var drawsCodes: Bool { objective?.isVariational ?? true }

  /// What it was trained with, where it says so.
  private var objective: Objective? {
    model.summary["objective"]?.string.flatMap { Objective(name: $0) }
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
}
