import Tensors

/// What the pictures are like, by a look at some of them.
extension TrainingPictures {
  /// The most pictures that are looked at, evenly over the set.
  private static let most = 2048

  private var some: [Int] {
    let count = min(training.count, TrainingPictures.most)
    return (0..<count).map { training[$0 * training.count / count] }
  }

  /// The mean of each channel: where the decoder's last bias starts.
  func pixelMean() -> [Float] {
    var sums = [Int](repeating: 0, count: cache.channels)
    var count = 0
    for index in some {
      for (i, byte) in cache.pixels[index].enumerated() { sums[i % sums.count] += Int(byte) }
      count += cache.pixels[index].count / sums.count
    }
    return sums.map { Float(Double($0) / Double(count) / 255) }
  }

  /// What should be said about the set before it is trained on.
  func notices(_ plan: TrainingPlan) -> [HealthNotice] {
    let looked = some
    var seen: Set<[UInt8]> = []
    var sums = [Int](repeating: 0, count: plan.architecture.dimensions)
    var squares = sums
    for index in looked {
      let bytes = cache.pixels[index]
      seen.insert(bytes)
      for i in 0..<sums.count {
        let value = Int(bytes[i])
        sums[i] += value
        squares[i] += value * value
      }
    }
    let n = Double(looked.count)
    let variance = zip(sums, squares).reduce(0.0) { total, pixel in
      let mean = Double(pixel.0) / n
      return total + (Double(pixel.1) / n - mean * mean) / Double(sums.count)
    }
    return [
      Health.tooFewPictures(cache.names.count, flipped: plan.augmentFlip),
      Health.picturesAlike(deviation: max(variance, 0).squareRoot() / 255),
      Health.duplicates(looked.count - seen.count, of: looked.count),
    ].compactMap { $0 }
  }
}
