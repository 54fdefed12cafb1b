import CLibrary

/// How `count` pixels become `target` pixels in one direction: each target pixel is a weighted sum
/// of `taps` neighbouring source pixels.
///
/// The weights are those of the Lanczos window of three lobes, sinc(x) sinc(x / 3) for |x| < 3,
/// where x is the distance in target pixels when the picture shrinks (the filter then removes what
/// the target cannot show) and in source pixels when it grows. They sum to 1; where the filter
/// reaches beyond the picture, the rest is scaled up.
struct Resampling {
  let count: Int
  let target: Int
  let taps: Int
  /// The first source pixel of each target pixel.
  let starts: [Int]
  /// For each target pixel the weights of its `taps`.
  let weights: [Float]

  init(from count: Int, to target: Int) {
    let scale = Double(count) / Double(target)
    let stretch = max(scale, 1)
    let reach = 3 * stretch
    // An interval of 2 reach without its ends holds at most this many whole steps.
    let taps = min(count, Int((2 * reach).rounded(.up)))
    var starts: [Int] = []
    var weights: [Float] = []
    starts.reserveCapacity(target)
    weights.reserveCapacity(target * taps)
    for i in 0..<target {
      let middle = (Double(i) + 0.5) * scale
      let first = Int((middle - reach - 0.5).rounded(.up))
      let start = min(max(first, 0), count - taps)
      let values = (start..<start + taps).map {
        Self.lanczos((Double($0) + 0.5 - middle) / stretch)
      }
      let sum = values.reduce(0, +)
      starts.append(start)
      for value in values { weights.append(Float(value / sum)) }
    }
    self.count = count
    self.target = target
    self.taps = taps
    self.starts = starts
    self.weights = weights
  }

  private static func lanczos(_ x: Double) -> Double {
    abs(x) >= 3 ? 0 : sinc(x) * sinc(x / 3)
  }

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(.pi * x) / (.pi * x)
  }
}
