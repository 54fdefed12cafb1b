import KernelContract

extension PlainKernels: ConvolutionKernels {
  package func workspaceCount(_ geometry: ConvolutionGeometry) -> Int { 0 }

  package func toCoarse(
    _ geometry: ConvolutionGeometry, images: Int,
    fine: Span<Float>, fineBorder: Int, packed: Span<Float>, bias: Span<Float>,
    coarse: inout MutableSpan<Float>, coarseBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkToCoarse(
      images: images, fine: fine.count, fineBorder: fineBorder,
      packed: packed.count, packedCount: g.weightCount, aligned: true, bias: bias.count,
      coarse: coarse.count, coarseBorder: coarseBorder)
    let input = g.fine(border: fineBorder)
    let output = g.coarse(border: coarseBorder)
    // A row of the window is one run of floats in the image and in the packed weights.
    let run = g.kernel * g.fineChannels
    for n in 0..<images {
      for y in 0..<g.coarseHeight {
        for x in 0..<g.coarseWidth {
          let corner = input.offset(n, g.stride * y - g.padding, g.stride * x - g.padding)
          let pixel = output.offset(n, y, x)
          for k in 0..<g.coarseChannels {
            var sum = bias.isEmpty ? 0 : Double(bias[k])
            for ky in 0..<g.kernel {
              let from = corner + ky * input.rowStride
              let weights = (k * g.kernel + ky) * run
              for i in 0..<run {
                sum += Double(fine[from + i]) * Double(packed[weights + i])
              }
            }
            coarse[pixel + k] = Float(sum)
          }
        }
      }
    }
  }

  package func toFine(
    _ geometry: ConvolutionGeometry, images: Int,
    coarse: Span<Float>, coarseBorder: Int, packed: Span<Float>, bias: Span<Float>,
    fine: inout MutableSpan<Float>, fineBorder: Int, workspace: inout MutableSpan<Float>
  ) {
    let g = geometry
    g.checkToFine(
      images: images, coarse: coarse.count, coarseBorder: coarseBorder,
      packed: packed.count, packedCount: g.weightCount, aligned: true, bias: bias.count,
      fine: fine.count, fineBorder: fineBorder)
    let input = g.coarse(border: coarseBorder)
    let output = g.fine(border: fineBorder)
    for n in 0..<images {
      for y in 0..<g.fineHeight {
        for x in 0..<g.fineWidth {
          for c in 0..<g.fineChannels {
            var sum = bias.isEmpty ? 0 : Double(bias[c])
            // The taps that reach a coarse pixel: every stride-th, from the first that does.
            for ky in stride(from: (y + g.padding) % g.stride, to: g.kernel, by: g.stride) {
              for kx in stride(from: (x + g.padding) % g.stride, to: g.kernel, by: g.stride) {
                let from = input.offset(
                  n, (y + g.padding - ky) / g.stride, (x + g.padding - kx) / g.stride)
                let weights = ((ky * g.kernel + kx) * g.fineChannels + c) * g.coarseChannels
                for k in 0..<g.coarseChannels {
                  sum += Double(coarse[from + k]) * Double(packed[weights + k])
                }
              }
            }
            fine[output.offset(n, y, x) + c] = Float(sum)
          }
        }
      }
    }
  }
}
