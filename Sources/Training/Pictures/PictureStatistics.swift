import Files

/// What the pictures are like, by a look at up to 2,048 of those to train on, evenly over the set.
struct PictureStatistics {
  /// The mean of each channel, in [0, 1]: where the decoder's last bias starts.
  let channelMeans: [Float]
  /// The standard deviation of a pixel over the pictures, root mean square over the pixels, in [0, 1].
  let deviation: Double
  /// Pictures with the same pixels as one before, and how many were looked at for that: all.
  let copies: Int
  let count: Int

  init(_ pictures: TrainingPictures) throws(FileError) {
    let cache = pictures.cache
    let all = pictures.training
    let looked = min(all.count, 2048)
    var bytes = [UInt8](repeating: 0, count: cache.pictureSize)
    var sums = [Int](repeating: 0, count: bytes.count)
    var squares = sums
    for i in 0..<looked {
      var span = bytes.mutableSpan
      try cache.read(all[i * all.count / looked], into: &span)
      for pixel in bytes.indices {
        let value = Int(bytes[pixel])
        sums[pixel] += value
        squares[pixel] += value * value
      }
    }
    let n = Double(looked)
    let means = sums.map { Double($0) / n }
    let variances = zip(squares, means).map { max(0, Double($0) / n - $1 * $1) }
    let channels = cache.frame.channels
    channelMeans = (0..<channels).map { channel in
      let own = stride(from: channel, to: means.count, by: channels).map { means[$0] }
      return Float(own.reduce(0, +) / Double(own.count) / 255)
    }
    deviation = (variances.reduce(0, +) / Double(variances.count)).squareRoot() / 255
    copies = cache.count - Set(cache.hashes).count
    count = cache.count
  }

  /// What should be said about the set before it is trained on.
  func notices(_ plan: TrainingPlan) -> [HealthNotice] {
    [
      Health.tooFewPictures(count, flipped: plan.augmentFlip),
      Health.picturesAlike(deviation: deviation),
      Health.duplicates(copies, of: count),
    ].compactMap { $0 }
  }
}
