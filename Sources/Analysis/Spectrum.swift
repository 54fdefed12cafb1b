import CLibrary

/// How much of pictures' energy lies in each octave of spatial frequency: how sharp they are.
///
/// Of the mean of the channels less its own mean, at most `side` pixels a side, from the middle, under a
/// Hann window; the squared magnitudes of its Fourier transform, summed over the rings in which the
/// frequency doubles, up to half a cycle a pixel. The energy of pixel pairs is that of the waves of two pixels
/// across and down, without a window: there a decoder's strides leave a grid.
package struct Spectrum: Sendable, Hashable {
  /// Coarse to fine.
  package private(set) var octaves: [Double]
  /// Across and down.
  package private(set) var pairs = [0.0, 0.0]

  private let width: Int
  private let height: Int
  private let channels: Int
  private let across: Waves
  private let down: Waves

  private static let side = 128

  package init(width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    across = Waves(min(width, Spectrum.side))
    down = Waves(min(height, Spectrum.side))
    let short = min(across.count, down.count)
    // From one wave in a picture to one in two pixels.
    let count = (1...16).last { 2 << $0 <= short } ?? 1
    octaves = [Double](repeating: 0, count: count)
  }

  /// Adds a picture, channels interleaved.
  package mutating func add(_ pixels: Span<Float>) {
    precondition(pixels.count == width * height * channels, "a picture of another size")
    let (w, h) = (across.count, down.count)
    var grey = Plane(width: w, height: h)
    for y in 0..<h {
      for x in 0..<w {
        let first = ((y + (height - h) / 2) * width + x + (width - w) / 2) * channels
        var sum = 0.0
        for c in 0..<channels { sum += Double(pixels[first + c]) }
        grey[y, x] = sum / Double(channels)
      }
    }
    let mean = grey.values.reduce(0, +) / Double(grey.values.count)
    for i in grey.values.indices { grey.values[i] -= mean }
    addPairs(grey)
    for y in 0..<h {
      for x in 0..<w { grey[y, x] *= down.window[y] * across.window[x] }
    }
    addOctaves(grey)
  }

  /// By Parseval's theorem the energy of all waves of two pixels across is that of the rows' alternating sums.
  private mutating func addPairs(_ grey: Plane) {
    for y in 0..<grey.height {
      let sum = (0..<grey.width).reduce(0) { $0 + ($1 % 2 == 0 ? 1 : -1) * grey[y, $1] }
      pairs[0] += sum * sum
    }
    for x in 0..<grey.width {
      let sum = (0..<grey.height).reduce(0) { $0 + ($1 % 2 == 0 ? 1 : -1) * grey[$1, x] }
      pairs[1] += sum * sum
    }
  }

  private mutating func addOctaves(_ grey: Plane) {
    // Waves across with v cycles and with width - v have the same energy.
    for v in 0...grey.width / 2 {
      let twice = v == 0 || 2 * v == grey.width ? 1.0 : 2.0
      var real = [Double](repeating: 0, count: grey.height)
      var imaginary = real
      for y in 0..<grey.height {
        for x in 0..<grey.width {
          real[y] += grey[y, x] * across.cosine(v * x)
          imaginary[y] -= grey[y, x] * across.sine(v * x)
        }
      }
      for u in 0..<grey.height {
        let cycles = Double(min(u, grey.height - u)) / Double(grey.height)
        let frequency = (cycles * cycles + pow(Double(v) / Double(grey.width), 2)).squareRoot()
        // The finest octave ends below half a cycle a pixel.
        guard frequency > 0, frequency < 0.5 else { continue }
        let octave = octaves.count + Int(log2(frequency * 2).rounded(.down))
        guard octave >= 0 else { continue }
        var (a, b) = (0.0, 0.0)
        for y in 0..<grey.height {
          let (c, s) = (down.cosine(u * y), down.sine(u * y))
          a += real[y] * c + imaginary[y] * s
          b += imaginary[y] * c - real[y] * s
        }
        octaves[octave] += twice * (a * a + b * b)
      }
    }
  }

  /// One channel of a picture.
  private struct Plane {
    let width: Int
    let height: Int
    var values: [Double]

    init(width: Int, height: Int) {
      self.width = width
      self.height = height
      values = [Double](repeating: 0, count: width * height)
    }

    subscript(y: Int, x: Int) -> Double {
      get { values[y * width + x] }
      set { values[y * width + x] = newValue }
    }
  }

  /// Along one side of n pixels: cos and sin of 2 pi i / n, and the window.
  private struct Waves: Sendable, Hashable {
    let window: [Double]
    private let cosines: [Double]
    private let sines: [Double]

    var count: Int { window.count }

    init(_ n: Int) {
      window = (0..<n).map { n < 2 ? 1 : 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(n - 1)) }
      cosines = (0..<n).map { cos(2 * .pi * Double($0) / Double(n)) }
      sines = (0..<n).map { sin(2 * .pi * Double($0) / Double(n)) }
    }

    func cosine(_ i: Int) -> Double { cosines[i % cosines.count] }
    func sine(_ i: Int) -> Double { sines[i % sines.count] }
  }
}
