import KernelContract
import PlainKernels
import TestSupport
import Testing

@Suite("Every vector convolution equals its plain twin")
struct ConvolutionTwinTests {
  @Test(arguments: ConvolutionLevel.all, try! ConvolutionCase.all())
  func equalsTheTwin(level: ConvolutionLevel, test: ConvolutionCase) {
    let g = test.geometry
    for place in GuardedFloats.Place.allCases {
      for bias in [true, false] {
        let mine = ConvolutionRun(level.kernels, test, place: place, bias: bias)
        let plain = ConvolutionRun(PlainKernels(), test, place: place, bias: bias)
        let taps = g.kernel * g.kernel
        let pixels = test.images * g.coarseHeight * g.coarseWidth
        expectClose(
          mine.toCoarse, plain.toCoarse, test.coarse, test.images, terms: taps * g.fineChannels + 1)
        expectClose(
          mine.toFine, plain.toFine, test.fine, test.images, terms: taps * g.coarseChannels + 1)
        let one = ImageLayout(height: 1, width: 1, channels: g.weightCount)
        expectClose(mine.gradient, plain.gradient, one, 1, terms: pixels)
        let sums = ImageLayout(height: 1, width: 1, channels: g.coarseChannels)
        expectClose(mine.sums, plain.sums, sums, 1, terms: pixels)
      }
    }
  }

  @Test(arguments: ConvolutionLevel.all, try! ConvolutionCase.all())
  func anySplitGivesTheSameBits(level: ConvolutionLevel, test: ConvolutionCase) {
    let whole = ConvolutionRun(level.kernels, test, place: .atStart)
    for pieces in [2, 3, 7] {
      let parts = ConvolutionRun(level.kernels, test, place: .atEnd, pieces: pieces)
      #expect(bits(whole.toCoarse) == bits(parts.toCoarse), "packing for toCoarse in \(pieces)")
      #expect(bits(whole.toFine) == bits(parts.toFine), "packing for toFine in \(pieces)")
      #expect(bits(whole.gradient) == bits(parts.gradient), "weight gradient in \(pieces)")
    }
  }

  private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  /// A sum of n products of numbers in [-1, 1] in any order is at most gamma_n sum |a b| from the exact
  /// one, gamma_n = n u / (1 - n u) with u = 2^-24 (Higham, section 3.1); sum |a b| <= n is the worst
  /// case, its mean n / 4. For uniform numbers n / 2 is more than sqrt(n) standard deviations above
  /// it, never seen for n > 30; below that, n itself is taken. The twin's rounding adds one u.
  ///
  /// Minimal filtering sums n / 4 products at each of nine points. Four numbers make one that is
  /// multiplied, and four products of such a result, so that absolute values sum to at most four times
  /// as much, after eight more roundings: (n / 4 + 8) u 4, which is n + 32 for n.
  private func expectClose(
    _ mine: [Float], _ plain: [Float], _ layout: ImageLayout, _ images: Int, terms: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      layout.borderIsPoison(images: images, in: mine),
      "the border, or not all of the image, written",
      sourceLocation: sourceLocation)
    let n = Float(terms + 32)
    let size = Float(terms > 30 ? (terms + 1) / 2 : terms)
    let tolerance = (n / (1 - n * 0x1p-24) + 1) * 0x1p-24 * size
    let pairs = zip(
      layout.interior(images: images, of: mine), layout.interior(images: images, of: plain))
    // Written so that a NaN is a difference.
    let wrong = pairs.enumerated().first { !(abs($1.0 - $1.1) <= tolerance) }
    #expect(
      wrong == nil, "the first one out of tolerance \(tolerance) at \(wrong?.offset ?? 0)",
      sourceLocation: sourceLocation)
  }
}
