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
    // A row is a run of floats in which the channels come round again after so many vectors.
    var period = layout.channels
    while period % Lanes.scalarCount != 0 { period += layout.channels }
    let run = layout.width * layout.channels
    let whole = run / period * period
    for first in stride(from: 0, to: period, by: Lanes.scalarCount) {
      var sum = Lanes.zero
      for n in 0..<images {
        for y in 0..<layout.height {
          let row = unsafe source + layout.offset(n, y, 0)
          for i in stride(from: first, to: whole, by: period) { unsafe sum += .load(row + i) }
        }
      }
      for lane in 0..<Lanes.scalarCount {
        unsafe target[(first + lane) % layout.channels] += sum[lane]
      }
    }
    for n in 0..<images {
      for y in 0..<layout.height {
        let row = unsafe source + layout.offset(n, y, 0)
        for i in whole..<run { unsafe target[i % layout.channels] += row[i] }
      }
    }
  }
}
