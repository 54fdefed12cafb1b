/// What a step sums over its pictures before the way back goes on through the latents: rows of numbers, one for
/// each shard, of which the first ends as the sum of all.
package final class BatchSums {
  /// Numbers of a row: `fields` and one for each latent.
  package let count: Int
  let numbers: SharedArray<Double>

  /// The likelihood's terms; the same and their gradients for the log-scale by each row's share, since under
  /// importance the better draws count for more; importance-weighted bounds; magnitudes of z.
  enum Field: Int, CaseIterable {
    case terms, sharedTerms, logScaleGradients, bounds, magnitudes
    /// Of a discriminator: its logits; the terms of its loss and of the decoder's; distances of features;
    /// the squared length of each gradient at the pixels.
    case realLogits, reconstructedLogits
    case discriminatorLosses, roughness, decoderLosses, featureDistances
    case pixelSquares, featureSquares, adversarialSquares
  }

  init(latents: Int, shards: Int) {
    count = Field.allCases.count + latents
    numbers = SharedArray<Double>(count: shards * count)
  }

  /// A number by its place in the rows, one after another.
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
  func divergence(_ j: Int) -> Double { numbers[Field.allCases.count + j] }

  func setDivergence(_ j: Int, shard: Int, _ sum: Double) {
    numbers[shard * count + Field.allCases.count + j] = sum
  }

  /// Adds the row of one shard to that of another.
  package func add(_ from: Int, to: Int) {
    for i in 0..<count { numbers[to * count + i] += numbers[from * count + i] }
  }

  /// The bytes of the rows of some shards.
  func bytes(of shards: Range<Int>) -> Range<Int> {
    let row = count * MemoryLayout<Double>.stride
    return shards.lowerBound * row..<shards.upperBound * row
  }
}
