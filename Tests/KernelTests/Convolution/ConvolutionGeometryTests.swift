import KernelContract
import Testing

@Suite("A convolution's geometry is checked before anything is computed")
struct ConvolutionGeometryTests {
  @Test(arguments: [
    (0, 4, 1, 1, 1, 1, 0), (4, 0, 1, 1, 1, 1, 0), (4, 4, 0, 1, 1, 1, 0), (4, 4, 1, 0, 1, 1, 0),
    (4, 4, 1, 1, 0, 1, 0), (4, 4, 1, 1, 1, 0, 0), (4, 4, 1, 1, 1, 1, -1),
    (1 << 25, 4, 1, 1, 1, 1, 0), (Int.max, 4, 1, 1, 1, 1, 0),
  ])
  func refusesSizesOutOfRange(h: Int, w: Int, c: Int, k: Int, kernel: Int, s: Int, p: Int) {
    #expect(throws: GeometryError.sizeOutOfRange([h, w, c, k, kernel, s, p])) {
      try ConvolutionGeometry(
        fineHeight: h, fineWidth: w, fineChannels: c, coarseChannels: k,
        kernel: kernel, stride: s, padding: p)
    }
  }

  @Test(arguments: [(3, 9, 5, 0), (9, 3, 5, 0), (1, 1, 4, 1)])
  func refusesAWindowLargerThanTheImage(h: Int, w: Int, kernel: Int, p: Int) {
    #expect(
      throws: GeometryError.windowLargerThanImage(kernel: kernel, height: h, width: w, padding: p)
    ) {
      try ConvolutionGeometry(
        fineHeight: h, fineWidth: w, fineChannels: 1, coarseChannels: 1,
        kernel: kernel, stride: 1, padding: p)
    }
  }

  @Test func refusesWhatOverflows() {
    #expect(throws: GeometryError.self) {
      try ConvolutionGeometry(
        fineHeight: 1 << 20, fineWidth: 1 << 20, fineChannels: 1 << 20, coarseChannels: 1,
        kernel: 1, stride: 1, padding: 0)
    }
    #expect(throws: GeometryError.self) {
      try ConvolutionGeometry(inputs: 1 << 16, outputs: 1 << 16)
    }
    #expect(throws: GeometryError.self) {
      try ConvolutionGeometry(
        coarseHeight: 1, coarseWidth: 1, coarseChannels: 1, fineChannels: 1,
        kernel: 1, stride: 1, padding: 1)
    }
  }

  @Test func transposedSizesInvertThoseOfTheConvolution() throws {
    let down = try ConvolutionGeometry(
      fineHeight: 64, fineWidth: 48, fineChannels: 3, coarseChannels: 32,
      kernel: 4, stride: 2, padding: 1)
    #expect([down.coarseHeight, down.coarseWidth] == [32, 24])
    let up = try ConvolutionGeometry(
      coarseHeight: 32, coarseWidth: 24, coarseChannels: 32, fineChannels: 3,
      kernel: 4, stride: 2, padding: 1)
    #expect(up == down)
  }

  /// The largest distance beyond the coarse side at which the definition of `toFine` reads.
  @Test(arguments: try! ConvolutionCase.all())
  func coarseBorderCoversEveryTap(test: ConvolutionCase) {
    let g = test.geometry
    func reach(_ fine: Int, _ coarse: Int) -> Int {
      (0..<fine).flatMap { position in
        (0..<g.kernel).map { position + g.padding - $0 }.filter { $0 % g.stride == 0 }
          .map { $0 / g.stride }.map { max(-$0, $0 - (coarse - 1)) }
      }.max() ?? 0
    }
    let needed = max(0, reach(g.fineHeight, g.coarseHeight), reach(g.fineWidth, g.coarseWidth))
    #expect(g.coarseBorder >= needed)
  }
}
