import KernelContract

extension PlainKernels {
  /// A unit is one row of weights: a tap and a fine channel, for every coarse channel.
  package func weightGradientUnits(_ geometry: ConvolutionGeometry) -> Int {
    geometry.kernel * geometry.kernel * geometry.fineChannels
  }

  package func weightGradient(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, coarse: Span<Float>, coarseBorder: Int,
    units: Range<Int>, gradient: inout MutableSpan<Float>, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkWeightGradient(
      images: images, fine: fine.count, fineBorder: fineBorder,
      coarse: coarse.count, coarseBorder: coarseBorder,
      units: units, allUnits: weightGradientUnits(g), gradient: gradient.count)
    let inner = g.fine(border: fineBorder)
    let outer = g.coarse(border: coarseBorder)
    for unit in units {
      let (tap, c) = unit.quotientAndRemainder(dividingBy: g.fineChannels)
      let (ky, kx) = tap.quotientAndRemainder(dividingBy: g.kernel)
      for k in 0..<g.coarseChannels {
        var sum = 0.0
        for n in 0..<images {
          for y in 0..<g.coarseHeight {
            var from = inner.offset(n, g.stride * y + ky - g.padding, kx - g.padding) + c
            var pixel = outer.offset(n, y, 0) + k
            for _ in 0..<g.coarseWidth {
              sum += Double(fine[from]) * Double(coarse[pixel])
              from += g.stride * g.fineChannels
              pixel += g.coarseChannels
            }
          }
        }
        gradient[unit * g.coarseChannels + k] = Float(sum)
      }
    }
  }

  package func channelSums(
    _ layout: ImageLayout, images: Int, x: Span<Float>, sums: inout MutableSpan<Float>
  ) {
    layout.checkChannelSums(images: images, x: x.count, sums: sums.count)
    for c in 0..<layout.channels {
      var sum = 0.0
      for n in 0..<images {
        for row in 0..<layout.height {
          for column in 0..<layout.width {
            sum += Double(x[layout.offset(n, row, column) + c])
          }
        }
      }
      sums[c] = Float(sum)
    }
  }
}
