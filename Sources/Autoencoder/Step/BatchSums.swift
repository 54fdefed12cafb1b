/// What a step sums over its pictures before the way back goes on through the latents: rows of numbers, one for
/// each shard in hand, of which the first ends as the sum of all.
package final class BatchSums {
  /// Numbers of a row: `fields` and one for each latent.
  package let count: Int
  private let numbers: SharedArray<Double>

  /// The likelihood's terms; the same and their gradients for the log-scale by each row's share, since under
  /// importance the better draws count for more; importance-weighted bounds; magnitudes of z.
  enum Field: Int, CaseIterable {
    case terms, sharedTerms, logScaleGradients, bounds, magnitudes
    /// Of a discriminator: its logits; the terms of its loss and of the decoder's; distances of features;
    /// the squared length of each gradient at the pixels.
    case realLogits, reconstructedLogits
    case realLosses, reconstructedLosses, roughness, decoderLosses, featureDistances
    case pixelSquares, featureSquares, adversarialSquares
  }

  init(latents: Int, shards: Int) {
    count = Field.allCases.count + latents
    numbers = SharedArray<Double>(count: shards * count)
  }

  /// Number `index` of the sum of all: what several who share a step add up in the order of `Batch.addInTree`,
  /// and all take over.
  package subscript(index: Int) -> Double {
    get { numbers[index] }
    set { numbers[index] = newValue }
  }

  subscript(field: Field) -> Double { self[field.rawValue] }

  subscript(field: Field, shard shard: Int) -> Double {
    get { numbers[shard * count + field.rawValue] }
    set { numbers[shard * count + field.rawValue] = newValue }
  }

  /// Of latent j: its divergence.
  func divergence(_ j: Int) -> Double { self[Field.allCases.count + j] }

  func setDivergence(_ j: Int, shard: Int, _ sum: Double) {
    numbers[shard * count + Field.allCases.count + j] = sum
  }

  func addShards(_ shards: Int) {
    Batch.addInTree(shards) { to, from in
      for i in 0..<count { numbers[to * count + i] += numbers[from * count + i] }
    }
  }
}
