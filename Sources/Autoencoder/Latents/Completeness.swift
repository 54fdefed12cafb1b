import CLibrary

/// Completeness: whether the decoder turns everything that the prior draws into a picture of its own.
///
/// Codes z_1 ... z_n are drawn from N(0, I), decoded, and the pictures x_i encoded. Draw i has come back
/// near where it came from if the code of its picture points there rather than elsewhere:
///
///     q(z_i|x_i) / p(z_i)  >  q(z_k|x_i) / p(z_k)    for 95 % of the other draws k
///
/// Dividing by the prior weighs each latent by what the encoder knows of it: units that are not in use
/// count for nothing, and what is known of the others may be shrunk towards 0, as the mean of a posterior
/// is. The share that comes back is 1 where every draw has its own picture, 0.05 where pictures have
/// nothing to do with draws, and 0 where all posteriors are the prior. It hardly depends on n.
package enum Completeness {
  /// How many draws the figure takes, unless the user says otherwise.
  package static let standardDraws = 256

  /// The share of the other draws that a picture may point at as much as at its own.
  private static let tolerance = 0.05

  /// The share of `drawn`, rows of latents, that `returned` points back at, row by row.
  package static func share(drawn: Span<Float>, returned: borrowing Codes) -> Double {
    let count = returned.count
    precondition(drawn.count == count * returned.latents, "a draw without its return")
    guard count > 1 else { return 0 }
    let back = (0..<count).count { row in
      let pointer = Pointer(returned, row)
      let own = pointer.strength(at: drawn, row)
      let rivals = (0..<count).count { $0 != row && !(pointer.strength(at: drawn, $0) < own) }
      return Double(rivals) <= tolerance * Double(count - 1)
    }
    return Double(back) / Double(count)
  }

  /// log q(z|x) - log p(z) of one picture up to a constant: for each latent slope z + curve z^2.
  private struct Pointer {
    private let slopes: [Float]
    private let curves: [Float]

    init(_ codes: borrowing Codes, _ row: Int) {
      let (means, logVariances) = (codes.means.span, codes.logVariances.span)
      let places = row * codes.latents..<(row + 1) * codes.latents
      slopes = places.map { means[$0] * exp(-logVariances[$0]) }
      curves = places.map { (1 - exp(-logVariances[$0])) / 2 }
    }

    func strength(at codes: Span<Float>, _ row: Int) -> Double {
      let start = row * slopes.count
      return slopes.indices.reduce(0) { sum, j in
        let z = codes[start + j]
        return sum + Double(z * (slopes[j] + z * curves[j]))
      }
    }
  }
}

extension Inference {
  /// The completeness of the model over the draws numbered from `seed` on.
  package func completeness(draws: Int = Completeness.standardDraws, seed: UInt64) -> Double {
    let drawn = drawPrior(seeds: (0..<UInt64(draws)).map { seed &+ $0 })
    let returned = Codes(count: draws, latents: latents)
    // Few at a time, so that many draws need no more memory than their codes.
    let together = model.architecture.picturesTogether
    for start in stride(from: 0, to: draws, by: together) {
      let rows = start..<min(start + together, draws)
      let pictures = decode(drawn.shared.rows(rows, of: latents), count: rows.count)
      let codes = encode(pictures.shared, count: rows.count)
      returned.means.shared.rows(rows, of: latents).copy(codes.means.shared)
      returned.logVariances.shared.rows(rows, of: latents).copy(codes.logVariances.shared)
    }
    return Completeness.share(drawn: drawn.span, returned: returned)
  }
}
