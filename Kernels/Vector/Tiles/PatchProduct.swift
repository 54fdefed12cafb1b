/// A convolution read as a matrix product without copying: every pixel of the result has a patch of
/// the input, `runs` runs of `runLength` contiguous floats that lie `runStep` apart, and
///
///     output[pixel, c] = bias[c] + sum over i of patch(pixel)[i] weights[i, c]
///
/// Pixels are the rows of the product, wherever in memory they lie; each has its own address.
@safe struct PatchProduct: PanelProduct {
  let images: Int
  let height: Int
  let width: Int
  let channels: Int

  /// The first number of the first pixel's patch.
  let input: UnsafePointer<Float>
  let inputStep: PixelStep
  let runs: Int
  let runStep: Int
  let runLength: Int

  /// Packed as [panel][run][i][lane], see `Packing`.
  let weights: UnsafePointer<Float>
  /// A number for each channel, or nil for zeros.
  let bias: UnsafePointer<Float>?
  /// Whether the products are added to what the output holds. There is no bias then.
  var adds = false

  let output: UnsafeMutablePointer<Float>
  let outputStep: PixelStep
}

extension PatchProduct {
  /// Every row and panel of the product, a block of pixels after another.
  @inline(__always)
  func run() {
    let pixels = images * height * width
    let block = max(
      Level.patchBlockPixels, Level.patchBlockFloats / max(1, inputStep.pixel))
    for first in stride(from: 0, to: pixels, by: block) {
      multiply(rows: first..<min(pixels, first + block))
    }
  }

  @inline(never)
  func multiply<let rows: Int, let vectors: Int>(
    rows pixels: Range<Int>, channel: Int, by size: Tile<rows, vectors>.Type
  ) {
    let panel = unsafe weights + channel * runs * runLength
    let used = min(vectors * Lanes.scalarCount, channels - channel)
    var start = InlineArray<vectors, Lanes>(repeating: .zero)
    if let bias = unsafe bias {
      for v in 0..<vectors {
        let c = v * Lanes.scalarCount
        start[v] = unsafe Lanes.load(bias + channel + c, first: max(0, used - c))
      }
    }
    var walk = PixelWalk(
      height: height, width: width, input: inputStep, output: outputStep, from: pixels.lowerBound)
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      // A tile that has more rows than pixels are left repeats the last one.
      var patches = unsafe InlineArray<rows, UnsafePointer<Float>>(repeating: input)
      var results = unsafe InlineArray<rows, UnsafeMutablePointer<Float>>(repeating: output)
      for r in 0..<rows {
        unsafe patches[r] = unsafe input + walk.input
        unsafe results[r] = unsafe output + walk.output + channel
        pixel += 1
        if pixel < pixels.upperBound { walk.advance() }
      }
      var tile = Tile<rows, vectors>(start)
      var row = unsafe panel
      for run in 0..<runs {
        for i in run * runStep..<run * runStep + runLength {
          tile.add({ unsafe patches[$0][i] }, { unsafe .load(row + $0 * Lanes.scalarCount) })
          unsafe row += vectors * Lanes.scalarCount
        }
      }
      if adds { unsafe tile.add(from: results, first: used) }
      unsafe tile.store(to: results, first: used)
    }
  }
}
