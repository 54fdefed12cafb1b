import CLibrary

/// A Gaussian of differences between pictures that knows how fine they are: independent in frequency and colour, with a
/// width of its own for each ring of frequencies of each colour axis.
///
///     -log p(r) = sum over rings: n/2 (log 2 pi v + e / v)
///
/// with n coefficients of the orthonormal cosine transform (DCT-II) in a ring, their mean square e, and v that of other
/// pictures: every second picture is judged by the rest, and the other way round. Beside a white one, of a single width,
/// it says how much of a likelihood is owed to noise that is no noise.
package struct ResidualGaussian {
  private let width: Int
  private let height: Int
  private let channels: Int
  private let across: [Double]
  private let down: [Double]
  /// Of each coefficient, channels interleaved.
  private let ring: [Int]
  /// How many coefficients each has.
  private let sizes: [Double]
  private var halves: [Half]

  private struct Half {
    var count = 0.0
    /// Of each coefficient.
    var sums: [Double]
    /// Of each coefficient's square, by ring.
    var squares: [Double]
  }

  /// Rings of a cycle in a pixel.
  private static let ringsPerCycle = 64.0
  /// What rounding to 256 levels leaves: no width is less.
  private static let leastVariance = 1 / (255.0 * 255 * 12)
  /// The longest side that it is worth the time for.
  package static let longest = 256

  package init(width: Int, height: Int, channels: Int) {
    (self.width, self.height, self.channels) = (width, height, channels)
    across = ResidualGaussian.waves(width)
    down = ResidualGaussian.waves(height)
    // A wave v of n pixels has v/2n cycles a pixel.
    let rings = Int(ResidualGaussian.ringsPerCycle) + 1
    ring = (0..<width * height * channels).map { place in
      let u = Double(place / channels / width) / Double(2 * height)
      let v = Double(place / channels % width) / Double(2 * width)
      let distance = Int((u * u + v * v).squareRoot() * ResidualGaussian.ringsPerCycle)
      return distance * channels + place % channels
    }
    var sizes = [Double](repeating: 0, count: rings * channels)
    for place in ring { sizes[place] += 1 }
    self.sizes = sizes
    let half = Half(
      sums: [Double](repeating: 0, count: ring.count),
      squares: [Double](repeating: 0, count: sizes.count))
    halves = [half, half]
  }

  package mutating func add(_ values: Span<Float>) {
    let coefficients = transformed(values)
    let half = halves[0].count <= halves[1].count ? 0 : 1
    halves[half].count += 1
    for (place, value) in coefficients.enumerated() {
      halves[half].sums[place] += value
      halves[half].squares[ring[place]] += value * value
    }
  }

  /// What is minimised, in nats a picture.
  package enum Shape {
    case white, structured
    /// Structured, around the mean of all that were added instead of zero.
    case structuredAroundMean
  }

  /// Nil of fewer than four pictures.
  package func nats(_ shape: Shape) -> Double? {
    guard halves[1].count >= 2 else { return nil }
    let sums = zip(halves, halves.reversed()).map { nats(of: $0, by: $1, shape) * $0.count }
    return (sums[0] + sums[1]) / (halves[0].count + halves[1].count)
  }

  private func nats(of judged: Half, by fitted: Half, _ shape: Shape) -> Double {
    let isAroundMean = shape == .structuredAroundMean
    let mean = isAroundMean ? fitted.sums.map { $0 / fitted.count } : []
    var own = energy(of: fitted, around: mean)
    var its = energy(of: judged, around: mean)
    var sizes = sizes
    if shape == .white {
      own = [own.reduce(0, +)]
      its = [its.reduce(0, +)]
      sizes = [sizes.reduce(0, +)]
    }
    var nats = 0.0
    for (size, (own, its)) in zip(sizes, zip(own, its)) where size > 0 {
      let variance = max(own / size, ResidualGaussian.leastVariance)
      nats += size / 2 * (log(2 * .pi * variance) + its / size / variance)
    }
    return nats
  }

  /// The mean sum of squares in each ring, around a mean that is none where it is empty:
  ///
  ///     sum (c - m)^2 / n = sum c^2 / n - 2 m sum c / n + m^2
  private func energy(of half: Half, around mean: [Double]) -> [Double] {
    var energy = half.squares.map { $0 / half.count }
    for (place, mean) in mean.enumerated() {
      energy[ring[place]] += mean * (mean - 2 * half.sums[place] / half.count)
    }
    return energy.map { max($0, 0) }
  }

  // MARK: - The transform

  /// Row v: wave v at each of n pixels, orthonormal.
  private static func waves(_ n: Int) -> [Double] {
    (0..<n * n).map { place in
      let (v, x) = (place / n, place % n)
      let scale = (v == 0 ? 1 : 2) / Double(n)
      return scale.squareRoot() * cos(.pi * (Double(x) + 0.5) * Double(v) / Double(n))
    }
  }

  /// The coefficients of a picture: down and across, and of three colours their sum and two differences.
  package func transformed(_ values: Span<Float>) -> [Double] {
    precondition(values.count == ring.count, "\(values.count) values for \(ring.count)")
    var half = [Double](repeating: 0, count: values.count)
    for y in 0..<height {
      for v in 0..<width {
        for c in 0..<channels {
          var sum = 0.0
          for x in 0..<width {
            sum += across[v * width + x] * Double(values[(y * width + x) * channels + c])
          }
          half[(y * width + v) * channels + c] = sum
        }
      }
    }
    var whole = [Double](repeating: 0, count: values.count)
    let row = width * channels
    for u in 0..<height {
      for y in 0..<height {
        let wave = down[u * height + y]
        for place in 0..<row { whole[u * row + place] += wave * half[y * row + place] }
      }
    }
    guard channels == 3 else { return whole }
    for first in stride(from: 0, to: whole.count, by: 3) {
      let (r, g, b) = (whole[first], whole[first + 1], whole[first + 2])
      whole[first] = (r + g + b) / 3.0.squareRoot()
      whole[first + 1] = (r - b) / 2.0.squareRoot()
      whole[first + 2] = (r - 2 * g + b) / 6.0.squareRoot()
    }
    return whole
  }
}
