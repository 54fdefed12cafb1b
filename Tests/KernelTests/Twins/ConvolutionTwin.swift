import KernelContract
import PlainKernels
import TestSupport

extension ConvolutionCase {
  /// Of every operation, with and without bias, at both ends of guarded memory.
  func differencesFromTwin(_ kernels: some ConvolutionKernels) -> Differences {
    let g = geometry
    let taps = g.kernel * g.kernel
    let pixels = images * g.coarseHeight * g.coarseWidth
    var differences: Differences = []
    for place in GuardedFloats.Place.allCases {
      for bias in [true, false] {
        let mine = ConvolutionRun(kernels, self, place: place, bias: bias)
        let plain = ConvolutionRun(PlainKernels(), self, place: place, bias: bias)
        differences.compare(
          "toCoarse", mine.toCoarse, plain.toCoarse, coarse, images: images,
          tolerance(terms: taps * g.fineChannels + 1))
        differences.compare(
          "toFine", mine.toFine, plain.toFine, fine, images: images,
          tolerance(terms: taps * g.coarseChannels + 1))
        differences.compare(
          "weight gradient", mine.gradient, plain.gradient,
          tolerance(terms: pixels, roundings: gradientRoundings(pixels: pixels)))
        differences.compare(
          "channel sums", mine.sums, plain.sums,
          tolerance(terms: pixels, roundings: min(pixels, 82)))
      }
    }
    return differences
  }

  /// Of the bits, where units are taken in several parts.
  func differencesFromSplits(_ kernels: some ConvolutionKernels) -> Differences {
    let whole = ConvolutionRun(kernels, self, place: .atStart)
    var differences: Differences = []
    for pieces in [2, 3, 7] {
      let parts = ConvolutionRun(kernels, self, place: .atEnd, pieces: pieces)
      differences.compareBits("packing for toCoarse in \(pieces)", parts.toCoarse, whole.toCoarse)
      differences.compareBits("packing for toFine in \(pieces)", parts.toFine, whole.toFine)
      differences.compareBits("weight gradient in \(pieces)", parts.gradient, whole.gradient)
    }
    return differences
  }

  /// A sum of n products of numbers in [-1, 1] in any order is at most gamma_n sum |a b| from the
  /// exact one, gamma_n = n u / (1 - n u) with u = 2^-24 (Higham, section 3.1); sum |a b| <= n is
  /// the worst case, its mean n / 4. For uniform numbers n / 2 is more than sqrt(n) standard
  /// deviations above it, never seen for n > 30; below that, n itself is taken. The twin's rounding
  /// adds one u.
  private func tolerance(terms: Int, roundings: Int) -> Float {
    let n = Float(roundings)
    let size = Float(terms > 30 ? (terms + 1) / 2 : terms)
    return (n / (1 - n * 0x1p-24) + 1) * 0x1p-24 * size
  }

  /// Minimal filtering of two by two taps sums n / 4 products at each of nine points. Four numbers make one that is
  /// multiplied, and four products of such a result, so that absolute values sum to at most four
  /// times as much, after eight more roundings: (n / 4 + 8) u 4, which is n + 32 for n.
  ///
  /// Of three by three taps it sums n / 9. On one axis the absolute values of the three products that a result is
  /// made of sum to 4, 2 and 2 times those of the taps, 64 / 9 times on both, after ten roundings:
  /// (n / 9 + 10) u 64 / 9, less than n + 72 for n.
  func roundings(terms: Int) -> Int { terms + (geometry.kernel == 3 ? 72 : 32) }

  private func tolerance(terms: Int) -> Float {
    tolerance(terms: terms, roundings: roundings(terms: terms))
  }

  /// In a weight gradient as many roundings meet a term as there are pixels in a block, and one for each block, see
  /// `Level.gradientPixels`; by minimal filtering as many as there are tiles of four pixels in it, see
  /// `Level.winogradGradientTiles`. There absolute values sum to four times as much, after eight roundings. Of three by
  /// three taps each meets two numbers of the results, 4 and 2 times on an axis: nine times on both, after ten.
  private func gradientRoundings(pixels: Int) -> Int {
    let direct = min(pixels, 256 + pixels / 32) + 32
    guard geometry.kernel == 3 else { return direct }
    return max(direct, 9 * (min(pixels / 4, 64 + pixels / 256) + 10))
  }
}
