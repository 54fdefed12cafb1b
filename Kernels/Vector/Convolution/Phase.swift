import KernelContract

/// The taps of one axis that meet a fine pixel, which all have one residue modulo the stride.
struct PhaseTaps {
  let count: Int
  /// Taps of all residues below this one.
  let before: Int

  @inline(__always)
  init(_ g: ConvolutionGeometry, residue: Int) {
    count = max(0, (g.kernel - residue + g.stride - 1) / g.stride)
    before = g.kernel / g.stride * residue + min(residue, g.kernel % g.stride)
  }
}

/// The fine pixels of one axis that the same taps reach: `first`, `first + stride`, and so on. A
/// transposed convolution is an ordinary one for each pair of phases, without any zeros put
/// between.
struct Phase {
  let first: Int
  let count: Int
  /// May be none, if the stride is larger than the kernel.
  let taps: PhaseTaps
  /// The first coarse pixel that reaches `first`, through the last of the taps.
  let coarse: Int

  /// The phase of fine pixel `first` < stride on an axis of `size` pixels.
  @inline(__always)
  init(_ g: ConvolutionGeometry, first: Int, size: Int) {
    self.first = first
    count = (size - first + g.stride - 1) / g.stride
    taps = PhaseTaps(g, residue: (first + g.padding) % g.stride)
    coarse = (first + g.padding) / g.stride - (taps.count - 1)
  }
}
