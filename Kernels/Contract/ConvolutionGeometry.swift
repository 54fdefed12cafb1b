/// The shape of a convolution, named by its two sides.
///
/// The *fine* side has height x width x channels pixels; a window of `kernel` x `kernel` moves over
/// it in steps of `stride`, after `padding` rows and columns of zeros are put around it. Each stop
/// of the window is one pixel of the *coarse* side:
///
///     coarse.height = (fine.height + 2 padding - kernel) / stride + 1     (rounded down)
///
/// A convolution runs from fine to coarse, a transposed convolution from coarse to fine, and an
/// affine layer is the case of one pixel: 1x1 images, `kernel` 1, `stride` 1. Weights are laid out
/// [ky][kx][fine channel][coarse channel] in every case.
package struct ConvolutionGeometry: Sendable, Hashable {
  package let fineHeight: Int
  package let fineWidth: Int
  package let fineChannels: Int
  package let coarseHeight: Int
  package let coarseWidth: Int
  package let coarseChannels: Int
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  /// A convolution of a fine image. Throws where a size is not positive, where the window does not
  /// fit into the padded image, or where a count of floats would overflow 32 bits.
  package init(
    fineHeight: Int, fineWidth: Int, fineChannels: Int, coarseChannels: Int,
    kernel: Int, stride: Int, padding: Int
  ) throws(GeometryError) {
    let sizes = [fineHeight, fineWidth, fineChannels, coarseChannels, kernel, stride]
    let largest = 1 << 24
    guard sizes.allSatisfy({ 1...largest ~= $0 }), 0...largest ~= padding else {
      throw .sizeOutOfRange(sizes + [padding])
    }
    guard fineHeight + 2 * padding >= kernel, fineWidth + 2 * padding >= kernel else {
      throw .windowLargerThanImage(
        kernel: kernel, height: fineHeight, width: fineWidth, padding: padding)
    }
    self.fineHeight = fineHeight
    self.fineWidth = fineWidth
    self.fineChannels = fineChannels
    self.coarseChannels = coarseChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    coarseHeight = (fineHeight + 2 * padding - kernel) / stride + 1
    coarseWidth = (fineWidth + 2 * padding - kernel) / stride + 1
    try ConvolutionGeometry.checkCounts(self)
  }

  /// A transposed convolution of a coarse image, whose result is the smallest fine image that has
  /// it: fine.height = (coarse.height - 1) stride - 2 padding + kernel.
  package init(
    coarseHeight: Int, coarseWidth: Int, coarseChannels: Int, fineChannels: Int,
    kernel: Int, stride: Int, padding: Int
  ) throws(GeometryError) {
    let sizes = [coarseHeight, coarseWidth, kernel, stride]
    guard sizes.allSatisfy({ 1...(1 << 24) ~= $0 }), 0...(1 << 24) ~= padding else {
      throw .sizeOutOfRange(sizes + [padding])
    }
    try self.init(
      fineHeight: (coarseHeight - 1) * stride - 2 * padding + kernel,
      fineWidth: (coarseWidth - 1) * stride - 2 * padding + kernel,
      fineChannels: fineChannels, coarseChannels: coarseChannels,
      kernel: kernel, stride: stride, padding: padding)
  }

  /// An affine layer of `inputs` (fine) to `outputs` (coarse) numbers.
  package init(inputs: Int, outputs: Int) throws(GeometryError) {
    try self.init(
      fineHeight: 1, fineWidth: 1, fineChannels: inputs, coarseChannels: outputs,
      kernel: 1, stride: 1, padding: 0)
  }

  private static func checkCounts(_ g: ConvolutionGeometry) throws(GeometryError) {
    let counts = [
      [g.fineHeight + 2 * g.padding, g.fineWidth + 2 * g.padding, g.fineChannels],
      [g.coarseHeight, g.coarseWidth, g.coarseChannels],
      [g.kernel, g.kernel, g.fineChannels, g.coarseChannels],
    ]
    for factors in counts {
      var product = 1
      for factor in factors {
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        guard !overflow, next <= Int(Int32.max) else { throw .tooLarge(factors) }
        product = next
      }
    }
  }
}

extension ConvolutionGeometry {
  package var weightCount: Int { kernel * kernel * fineChannels * coarseChannels }

  /// Multiply-adds of one image in one direction; the two gradients cost the same each.
  package var multiplyAdds: Int { coarseHeight * coarseWidth * weightCount }

  /// The zeros that the coarse side needs around it when it is read in the direction coarse to
  /// fine: fine pixel Y collects the coarse pixels y with 0 <= Y + padding - stride y < kernel, and
  /// some of those lie outside. Counted on both sides, height and width together.
  package var coarseBorder: Int {
    func beyond(_ fine: Int, _ coarse: Int) -> Int {
      let before = max(0, (kernel - 1 - padding) / stride)
      let after = max(0, (fine - 1 + padding) / stride - (coarse - 1))
      return max(before, after)
    }
    return max(beyond(fineHeight, coarseHeight), beyond(fineWidth, coarseWidth))
  }
}

/// Why a geometry is invalid.
package enum GeometryError: Error, Equatable, CustomStringConvertible {
  case sizeOutOfRange([Int])
  case windowLargerThanImage(kernel: Int, height: Int, width: Int, padding: Int)
  case tooLarge([Int])

  package var description: String {
    switch self {
    case .sizeOutOfRange(let sizes):
      "a convolution's sizes must lie between 1 and 16,777,216; these were given: \(sizes)"
    case .windowLargerThanImage(let kernel, let height, let width, let padding):
      "a \(kernel)x\(kernel) window does not fit into a \(height)x\(width) image with padding \(padding)"
    case .tooLarge(let factors):
      "\(factors.map(String.init).joined(separator: " x ")) numbers are more than one layer may have"
    }
  }
}
