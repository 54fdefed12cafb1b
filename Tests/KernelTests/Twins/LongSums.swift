import KernelContract

/// A sum over a batch of one number that is repeated: the worst for one chain of floats, whose
/// roundings then all go the same way. N terms would be off by up to N 2^-25 of the sum; N terms in
/// blocks are off by a block's length and, where the blocks' sums are floats as well, by their
/// number.
struct LongSum: Sendable, CustomStringConvertible {
  let geometry: ConvolutionGeometry
  let images: Int

  /// A patch, each window of minimal filtering and a coarse side of one pixel, each over 65,536
  /// pixels.
  static func all() throws(GeometryError) -> [LongSum] {
    [
      LongSum(
        geometry: try ConvolutionGeometry(
          fineHeight: 8, fineWidth: 8, fineChannels: 3, coarseChannels: 5,
          kernel: 1, stride: 1, padding: 0), images: 1024),
      LongSum(
        geometry: try ConvolutionGeometry(
          fineHeight: 16, fineWidth: 16, fineChannels: 16, coarseChannels: 16,
          kernel: 4, stride: 2, padding: 1), images: 1024),
      LongSum(
        geometry: try ConvolutionGeometry(
          fineHeight: 8, fineWidth: 8, fineChannels: 16, coarseChannels: 16,
          kernel: 3, stride: 1, padding: 1), images: 1024),
      LongSum(geometry: try ConvolutionGeometry(inputs: 3, outputs: 40), images: 65536),
    ]
  }

  var description: String {
    "\(geometry.coarseHeight)x\(geometry.coarseWidth)x\(geometry.coarseChannels) of \(images) images"
  }

  func differences(_ kernels: some ConvolutionKernels) -> Differences {
    var differences: Differences = []
    // In each binade of the sum another remainder is rounded off.
    for value: Float in [0.1, 0.3, 0.7] {
      compareChannelSums(kernels, value, &differences)
      compareGradient(kernels, value, &differences)
    }
    return differences
  }

  /// 82 roundings: chains of 16 pixels, two for the compensated sum of the chains, and at most 64
  /// lanes of a channel.
  private func compareChannelSums(
    _ kernels: some ConvolutionKernels, _ value: Float, _ differences: inout Differences
  ) {
    let layout = geometry.coarse()
    let x = layout.images(images, of: value)
    var sums = [Float](repeating: .nan, count: layout.channels)
    var span = sums.mutableSpan
    kernels.channelSums(layout, images: images, x: x.span, sums: &span)
    let exact = Double(images * layout.height * layout.width) * Double(value)
    let expected = [Float](repeating: Float(exact), count: sums.count)
    differences.compare("channel sums of \(value)", sums, expected) { (82 + 1) * 0x1p-24 * $0 }
  }

  /// Blocks of 128 pixels, of which there are n / 128; or of 64 tiles, of which there are n / 256.
  /// Minimal filtering enlarges its errors four times, eight roundings more among them: 288 + n /
  /// 64. Of three by three taps it is nine times, after ten: 666 + 9 n / 256.
  private func compareGradient(
    _ kernels: some ConvolutionKernels, _ value: Float, _ differences: inout Differences
  ) {
    let g = geometry
    let fine = g.fine(border: g.padding)
    let coarse = g.coarse()
    let (x, y) = (fine.images(images, of: value), coarse.images(images, of: 1 - value))
    var workspace = [Float](repeating: .nan, count: kernels.workspaceCount(g))
    var workspaceSpan = workspace.mutableSpan
    var gradient = [Float](repeating: .nan, count: g.weightCount)
    var span = gradient.mutableSpan
    kernels.weightGradient(
      g, images: images, fine: x.span, fineBorder: fine.border, coarse: y.span, coarseBorder: 0,
      units: 0..<kernels.weightGradientUnits(g), gradient: &span, workspace: &workspaceSpan)
    // A tap meets the pixels from which it does not reach into the padding.
    func met(_ tap: Int, _ coarse: Int, _ fine: Int) -> Int {
      (0..<coarse).count { 0..<fine ~= g.stride * $0 + tap - g.padding }
    }
    let expected = (0..<g.weightCount).map { i in
      let (ky, kx) = (i / (g.fineChannels * g.coarseChannels))
        .quotientAndRemainder(dividingBy: g.kernel)
      let pixels = met(ky, g.coarseHeight, g.fineHeight) * met(kx, g.coarseWidth, g.fineWidth)
      return Float(Double(images * pixels) * Double(value) * Double(1 - value))
    }
    let pixels = images * g.coarseHeight * g.coarseWidth
    let roundings = Float(1 + (g.kernel == 3 ? 666 + 9 * pixels / 256 : 288 + pixels / 64))
    differences.compare("weight gradient of \(value)", gradient, expected) {
      roundings * 0x1p-24 * $0
    }
  }
}

extension ImageLayout {
  /// Images of one number, with zeros in the border.
  fileprivate func images(_ count: Int, of value: Float) -> [Float] {
    var values = [Float](repeating: 0, count: count * imageStride)
    for n in 0..<count {
      for y in 0..<height {
        for i in offset(n, y, 0)..<offset(n, y, width) { values[i] = value }
      }
    }
    return values
  }
}
