import KernelContract

/// From fine to coarse an affine layer reads its weights in place, [input][output], copying a panel
/// at a time into the workspace: each weight is used for too few products to pay for packing all of
/// them beforehand.
@safe struct AffineProduct {
  let geometry: ConvolutionGeometry
  let images: Int
  let weights: UnsafePointer<Float>
  /// A number for each result, or nil for zeros.
  let bias: UnsafePointer<Float>?
  let workspace: UnsafeMutablePointer<Float>
}

extension AffineProduct {
  static var workspaceCount: Int { Level.affineRows * Level.panelWidth }

  /// Affine layers whose outputs fill whole vectors, so that none reaches beyond a row of weights.
  @inline(__always)
  static func suits(_ g: ConvolutionGeometry) -> Bool {
    g.kernel == 1 && g.fineHeight == 1 && g.fineWidth == 1 && g.padding == 0
      && g.coarseChannels % Lanes.scalarCount == 0
  }

  /// outputs[n, k] = bias[k] + sum over i of inputs[n, i] weights[i, k], in blocks of rows i and,
  /// within them, panels of channels k.
  @inline(__always)
  func toCoarse(
    fine: UnsafePointer<Float>, _ inner: ImageLayout, coarse: UnsafeMutablePointer<Float>,
    _ outer: ImageLayout
  ) {
    let depth = geometry.fineChannels
    let channels = geometry.coarseChannels
    for first in stride(from: 0, to: depth, by: Level.affineRows) {
      let rows = min(Level.affineRows, depth - first)
      for channel in stride(from: 0, to: channels, by: Level.panelWidth) {
        let width = min(Level.panelWidth, channels - channel)
        for i in 0..<rows {
          let row = unsafe weights + (first + i) * channels + channel
          for c in stride(from: 0, to: width, by: Lanes.scalarCount) {
            unsafe Lanes.load(row + c).store(to: workspace + i * width + c)
          }
        }
        unsafe PatchProduct(
          images: images, height: 1, width: 1, channels: width,
          input: fine + inner.origin + first, inputStep: PixelStep(inner, every: 1),
          runs: 1, runStep: 0, runLength: rows, weights: workspace,
          bias: first > 0 ? nil : bias.map { unsafe $0 + channel }, adds: first > 0,
          output: coarse + outer.origin + channel, outputStep: PixelStep(outer, every: 1)
        ).run()
      }
    }
  }
}
