import CLibrary
import Tensors

/// The importance-weighted bound of one picture from K draws z_k = mean + exp(v / 2) noise_k:
///
///     log w_k = log p(x|z_k) + beta (log p(z_k) - log q(z_k|x))
///             = -reconstruction_k + beta / 2 sum over j of (noise_kj^2 + v_j - z_kj^2)
///     bound   = log( 1/K sum over k of w_k )
///
/// Its gradient is that of the log w_k, each with the share w_k / sum of w.
extension LatentPass {
  func logWeight(row: Int, reconstruction: Double, beta: Double) -> Double {
    let gaussian = memory.rowGaussians.rows(row..<row + 1, of: layout.count).span
    let noise = memory.noise.rows(row..<row + 1, of: latents).span
    let z = memory.z.rows(row..<row + 1, of: latents).span
    var sum = 0.0
    for j in 0..<latents {
      let v = LogVariance.clamped(gaussian[layout.logVariance(j)])
      sum += Double(noise[j] * noise[j] + v - z[j] * z[j])
    }
    return -reconstruction + beta / 2 * sum
  }

  /// Adds to the gaussians' gradient what comes from p(z) and q(z|x), which the decoder knows nothing of:
  /// d(-log w_k) / dz = beta z_k besides, and d(-log w_k) / dv = -beta / 2 besides.
  /// `shares` has the share of each row, and `scale` is beta / pictures.
  func addImportanceGradient(_ image: Int, shares: SharedArray<Double>, scale: Double) {
    let gaussian = memory.gaussians.rows(image..<image + 1, of: layout.count).span
    var gradient = memory.gaussiansGradient.rows(image..<image + 1, of: layout.count).mutableSpan
    for row in rows(of: image..<image + 1) {
      let noise = memory.noise.rows(row..<row + 1, of: latents).span
      let z = memory.z.rows(row..<row + 1, of: latents).span
      let share = Float(shares[row] * scale)
      for j in 0..<latents {
        let v = gaussian[layout.logVariance(j)]
        gradient[layout.mean(j)] += share * z[j]
        guard LogVariance.range ~= v else { continue }
        gradient[layout.logVariance(j)] += share * (z[j] * noise[j] * exp(v / 2) - 1) / 2
      }
    }
  }
}
