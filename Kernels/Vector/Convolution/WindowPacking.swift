import KernelContract

/// Weights as `WindowSum` multiplies by them: one matrix of rows of coarse channels and lanes of
/// [ky][kx][fine channel], where kx counts whole runs and weighs nothing from the kernel's end on.
extension WindowSum {
  @inline(__always)
  static func packedCount(_ g: ConvolutionGeometry) -> Int {
    g.coarseChannels * Packing.padded(windowCount(g))
  }

  /// A unit is a vector of lanes, in every row.
  @inline(__always)
  static func packingUnits(_ g: ConvolutionGeometry) -> Int {
    Packing.padded(windowCount(g)) / Lanes.scalarCount
  }

  @inline(__always)
  static func pack(
    _ g: ConvolutionGeometry, unit: Int, from source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let packing = Packing(channels: windowCount(g), depth: g.coarseChannels)
    let (start, width) = packing.place(channel: unit * Lanes.scalarCount)
    for lane in 0..<Lanes.scalarCount {
      let (pixel, c) = (unit * Lanes.scalarCount + lane).quotientAndRemainder(
        dividingBy: g.fineChannels)
      let (ky, kx) = pixel.quotientAndRemainder(dividingBy: overlap(g) * g.stride)
      let isTap = ky < g.kernel && kx < g.kernel
      let row = ((ky * g.kernel + kx) * g.fineChannels + c) * g.coarseChannels
      for k in 0..<g.coarseChannels {
        unsafe target[start + k * width + lane] = isTap ? unsafe source[row + k] : 0
      }
    }
  }
}
