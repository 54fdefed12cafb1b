import CLanes
import KernelContract

extension VectorKernels: NormalisationKernels {
  @inline(never)
  package func normaliseActivate(
    _ layout: ImageLayout, images: Int, groups: Int, epsilon: Float, _ activation: Activation,
    x: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    statistics: inout MutableSpan<Float>, y: inout MutableSpan<Float>, yBorder: Int
  ) {
    layout.checkImages(images, x: x.count, bordered: y.count, border: yBorder)
    layout.checkGroups(
      images, groups: groups, gamma: gamma.count, beta: beta.count, statistics: statistics.count)
    guard let x = unsafe x.address, let gamma = unsafe gamma.address,
      let beta = unsafe beta.address, let statistics = unsafe statistics.address,
      let y = unsafe y.address
    else { return }
    let output = layout.with(border: yBorder)
    let vectors = ChannelVectors(layout, groupSize: layout.channels / groups)
    for n in 0..<images {
      let image = unsafe x + layout.offset(n, 0, 0)
      let result = unsafe statistics + n * groups * 2
      for first in stride(from: 0, to: groups, by: GroupStatistics.groupsAtOnce) {
        let part = first..<min(groups, first + GroupStatistics.groupsAtOnce)
        unsafe GroupStatistics(vectors, groups: part, x: image, rowStride: layout.rowStride)
          .write(to: result, epsilon: epsilon)
      }
      unsafe NormaliseLoop(
        vectors: vectors, statistics: result, gamma: gamma, beta: beta,
        x: image, xStride: layout.rowStride, ahead: n + 1 < images ? layout.imageStride : 0,
        y: y + output.offset(n, 0, 0), yStride: output.rowStride
      ).run(with: activation)
    }
  }
}

/// y = activation(scale x + shift) over one image, scale and shift by channel.
@safe private struct NormaliseLoop: ActivationLoop {
  let vectors: ChannelVectors
  let statistics: UnsafePointer<Float>
  let gamma: UnsafePointer<Float>
  let beta: UnsafePointer<Float>
  let x: UnsafePointer<Float>
  let xStride: Int
  /// The floats from x to the next image, which is prefetched here: the first pass over it, for the
  /// statistics, computes too little to hide the wait for memory.
  let ahead: Int
  let y: UnsafeMutablePointer<Float>
  let yStride: Int

  @inline(__always)
  func run(_ activation: some LaneActivation) {
    vectors.forEachBlock(0..<vectors.channels) { offset in
      run(activation, scaleAndShift(offset, Lanes.scalarCount) as ScaleAndShift<4>, offset)
    } one: { offset, lanes in
      run(activation, scaleAndShift(offset, lanes) as ScaleAndShift<1>, offset)
    }
  }

  @inline(__always)
  private func run<let count: Int>(
    _ activation: some LaneActivation, _ factors: ScaleAndShift<count>, _ offset: Int
  ) {
    for row in 0..<vectors.rows {
      var x = unsafe x + row * xStride + offset
      var y = unsafe y + row * yStride + offset
      for _ in 0..<vectors.columns {
        for i in 0..<count {
          let at = i * Lanes.scalarCount
          unsafe prefetch(x + at + ahead)
          let u = unsafe Lanes.load(x + at, first: factors.lanes)
            .times(factors.scale[i], plus: factors.shift[i])
          unsafe activation.value(u).store(to: y + at, first: factors.lanes)
        }
        unsafe x += vectors.step
        unsafe y += vectors.step
      }
    }
  }

  @inline(__always)
  private func scaleAndShift<let count: Int>(_ offset: Int, _ lanes: Int) -> ScaleAndShift<count> {
    var factors = ScaleAndShift<count>(lanes: lanes)
    for i in 0..<count {
      let at = offset + i * Lanes.scalarCount
      let mean = vectors.groupLanes(at, lanes: lanes) { unsafe statistics[2 * $0] }
      let factor = vectors.groupLanes(at, lanes: lanes) { unsafe statistics[2 * $0 + 1] }
      factors.scale[i] = unsafe vectors.channelLanes(at, lanes: lanes, gamma) * factor
      factors.shift[i] = unsafe (-mean).times(
        factors.scale[i], plus: vectors.channelLanes(at, lanes: lanes, beta))
    }
    return factors
  }
}

/// u = scale x + shift for `count` vectors of channels; `lanes` lanes of each are valid.
private struct ScaleAndShift<let count: Int> {
  var scale = InlineArray<count, Lanes>(repeating: .zero)
  var shift = InlineArray<count, Lanes>(repeating: .zero)
  let lanes: Int

  @inline(__always)
  init(lanes: Int) { self.lanes = lanes }
}
