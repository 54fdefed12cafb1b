import KernelContract

extension VectorKernels {
  @inline(never)
  package func channelSums(
    _ layout: ImageLayout, images: Int, x: Span<Float>, sums: inout MutableSpan<Float>
  ) {
    layout.checkChannelSums(images: images, x: x.count, sums: sums.count)
    guard let target = unsafe sums.address else { return }
    for c in 0..<layout.channels { unsafe target[c] = 0 }
    guard let source = unsafe x.address else { return }
    let vectors = ChannelVectors(layout, groupSize: 1)
    let loop = unsafe ChannelSumLoop(
      vectors: vectors, pixels: images * vectors.rows * vectors.columns,
      walk: PixelWalk(
        height: vectors.rows, width: vectors.columns,
        step: PixelStep(
          pixel: vectors.step, row: layout.rowStride, image: layout.imageStride)),
      x: source + layout.origin, sums: target)
    vectors.forEachBlock(0..<layout.channels) { offset in
      loop.add(CompensatedSums<4>(lanes: Lanes.scalarCount), offset)
    } one: { offset, lanes in
      loop.add(CompensatedSums<1>(lanes: lanes), offset)
    }
  }
}

/// A lane adds 16 pixels in a chain of floats, and those sums with compensation. Up to 64
/// neighbours are joined to one pixel of more channels, whose lanes are added at last: however many
/// images there are, a sum is off by at most (16 + 2 + 64) 2^-24 of the sum of the magnitudes.
@safe private struct ChannelSumLoop {
  let vectors: ChannelVectors
  /// Joined pixels of all images, and the way through them.
  let pixels: Int
  let walk: PixelWalk
  let x: UnsafePointer<Float>
  let sums: UnsafeMutablePointer<Float>

  private static let chain = 16

  @inline(__always)
  func add<let count: Int>(_ none: CompensatedSums<count>, _ offset: Int) {
    var total = none
    var walk = walk
    for first in stride(from: 0, to: pixels, by: ChannelSumLoop.chain) {
      var chain = InlineArray<count, Lanes>(repeating: .zero)
      for _ in first..<min(pixels, first + ChannelSumLoop.chain) {
        let at = unsafe x + walk.input + offset
        for i in 0..<count {
          unsafe chain[i] += .load(at + i * Lanes.scalarCount, first: total.lanes)
        }
        walk.advance()
      }
      total.add(chain)
    }
    for i in 0..<count {
      vectors.forEachLane(offset + i * Lanes.scalarCount, lanes: total.lanes) { lane, channel, _ in
        unsafe sums[channel] += total.sums[i][lane]
      }
    }
  }
}

/// Sums whose rounding does not grow with the number of terms (Kahan's): what each addition loses
/// is taken from the next term. `lanes` lanes of each vector are valid.
private struct CompensatedSums<let count: Int> {
  var sums = InlineArray<count, Lanes>(repeating: .zero)
  private var excess = InlineArray<count, Lanes>(repeating: .zero)
  let lanes: Int

  @inline(__always)
  init(lanes: Int) { self.lanes = lanes }

  @inline(__always)
  mutating func add(_ terms: InlineArray<count, Lanes>) {
    for i in 0..<count {
      let term = terms[i] - excess[i]
      let next = sums[i] + term
      excess[i] = (next - sums[i]) - term
      sums[i] = next
    }
  }
}
