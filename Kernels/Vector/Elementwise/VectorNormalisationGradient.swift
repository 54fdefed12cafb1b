import CLanes
import KernelContract

extension VectorKernels {
  @inline(never)
  package func normaliseActivateGradient(
    _ layout: ImageLayout, images: Int, groups: Int, _ activation: Activation,
    x: Span<Float>, statistics: Span<Float>, gamma: Span<Float>, beta: Span<Float>,
    dy: Span<Float>, dx: inout MutableSpan<Float>, dxBorder: Int,
    parameterGradient: inout MutableSpan<Float>
  ) {
    layout.checkImages(
      images, x: x.count, plain: dy.count, bordered: dx.count, border: dxBorder)
    layout.checkGroups(
      images, groups: groups, gamma: gamma.count, beta: beta.count, statistics: statistics.count,
      parameterGradient: parameterGradient.count)
    guard let x = unsafe x.address, let statistics = unsafe statistics.address,
      let gamma = unsafe gamma.address, let beta = unsafe beta.address, let dy = unsafe dy.address,
      let dx = unsafe dx.address, let parameterGradient = unsafe parameterGradient.address
    else { return }
    let output = layout.with(border: dxBorder)
    for n in 0..<images {
      let loop = unsafe NormaliseGradientLoop(
        vectors: ChannelVectors(layout, groupSize: layout.channels / groups),
        statistics: statistics + 2 * n * groups, gamma: gamma, beta: beta,
        x: x + layout.offset(n, 0, 0), xStride: layout.rowStride,
        xAhead: n + 1 < images ? layout.imageStride : 0,
        dy: dy + n * layout.valueCount, dyAhead: n + 1 < images ? layout.valueCount : 0,
        dx: dx + output.offset(n, 0, 0),
        dxStride: output.rowStride, dGamma: parameterGradient + 2 * n * layout.channels)
      loop.run(with: activation)
      loop.writeInputGradient(groups: groups)
    }
  }
}

/// One image, with h = (x - mean) factor and u = gamma h + beta.
///
/// Two passes: `run` stores du = activation'(u) dy where dx will be, and sums d gamma = du h and
/// d beta = du by channel; `writeInputGradient`, with du in the cache and no activation to compute,
/// makes of it
///
///     dx = factor gamma du - factor average(gamma d beta) - h factor average(gamma d gamma)
@safe private struct NormaliseGradientLoop: ActivationLoop {
  let vectors: ChannelVectors
  let statistics: UnsafePointer<Float>
  let gamma: UnsafePointer<Float>
  let beta: UnsafePointer<Float>
  let x: UnsafePointer<Float>
  let xStride: Int
  /// The floats from x and dy to those of the next image, which `writeInputGradient` prefetches.
  let xAhead: Int
  let dy: UnsafePointer<Float>
  let dyAhead: Int
  let dx: UnsafeMutablePointer<Float>
  let dxStride: Int
  /// For every channel, and d beta behind it.
  let dGamma: UnsafeMutablePointer<Float>

  @inline(__always)
  private var dBeta: UnsafeMutablePointer<Float> { unsafe dGamma + vectors.channels }

  @inline(__always)
  func run(_ activation: some LaneActivation) {
    for i in 0..<2 * vectors.channels { unsafe dGamma[i] = 0 }
    vectors.forEachBlock(of: 2, 0..<vectors.channels) { offset in
      add(activation, GradientSums<2>(lanes: Lanes.scalarCount), offset)
    } one: { offset, lanes in
      add(activation, GradientSums<1>(lanes: lanes), offset)
    }
  }

  /// With d = x - mean: u = gamma factor d + beta, and du h = factor du d.
  @inline(__always)
  private func add<let count: Int>(
    _ activation: some LaneActivation, _ none: GradientSums<count>, _ offset: Int
  ) {
    let lanes = none.lanes
    var means = InlineArray<count, Lanes>(repeating: .zero)
    var factors = InlineArray<count, Lanes>(repeating: .zero)
    var scales = InlineArray<count, Lanes>(repeating: .zero)
    var betas = InlineArray<count, Lanes>(repeating: .zero)
    for i in 0..<count {
      let at = offset + i * Lanes.scalarCount
      means[i] = vectors.groupLanes(at, lanes: lanes) { unsafe statistics[2 * $0] }
      factors[i] = vectors.groupLanes(at, lanes: lanes) { unsafe statistics[2 * $0 + 1] }
      scales[i] = unsafe vectors.channelLanes(at, lanes: lanes, gamma) * factors[i]
      betas[i] = unsafe vectors.channelLanes(at, lanes: lanes, beta)
    }
    var sums = none
    let run = vectors.rowsOfRun
    for first in stride(from: 0, to: vectors.rows, by: run) {
      var runSums = none
      for row in first..<min(vectors.rows, first + run) {
        var x = unsafe x + row * xStride + offset
        var dy = unsafe dy + row * vectors.columns * vectors.step + offset
        var dx = unsafe dx + row * dxStride + offset
        for _ in 0..<vectors.columns {
          for i in 0..<count {
            let at = i * Lanes.scalarCount
            let d = unsafe Lanes.load(x + at, first: lanes) - means[i]
            let slope = activation.slope(d.times(scales[i], plus: betas[i]))
            let du = unsafe slope * .load(dy + at, first: lanes)
            runSums.distances[i] = du.times(d, plus: runSums.distances[i])
            runSums.plain[i] += du
            unsafe du.store(to: dx + at, first: lanes)
          }
          unsafe x += vectors.step
          unsafe dy += vectors.step
          unsafe dx += vectors.step
        }
      }
      for i in 0..<count {
        sums.distances[i] += runSums.distances[i]
        sums.plain[i] += runSums.plain[i]
      }
    }
    for i in 0..<count {
      let gammas = sums.distances[i] * factors[i]
      vectors.forEachLane(offset + i * Lanes.scalarCount, lanes: lanes) { lane, channel, _ in
        unsafe dGamma[channel] += gammas[lane]
        unsafe dBeta[channel] += sums.plain[i][lane]
      }
    }
  }

  @inline(__always)
  func writeInputGradient(groups: Int) {
    let size = vectors.groupSize
    let count = Double(vectors.rows * vectors.columns * vectors.step / vectors.channels * size)
    for first in stride(from: 0, to: groups, by: GroupStatistics.groupsAtOnce) {
      let part = first..<min(groups, first + GroupStatistics.groupsAtOnce)
      var averages = GroupAverages(first: first)
      for group in part {
        var sums = (gamma: 0.0, beta: 0.0)
        for c in group * size..<(group + 1) * size {
          unsafe sums.gamma += Double(gamma[c]) * Double(dGamma[c])
          unsafe sums.beta += Double(gamma[c]) * Double(dBeta[c])
        }
        let factor = unsafe Double(statistics[2 * group + 1])
        averages.ofGamma[group - first] = Float(-factor * sums.gamma / count)
        averages.ofBeta[group - first] = Float(-factor * sums.beta / count)
      }
      vectors.forEachBlock(part.lowerBound * size..<part.upperBound * size) { offset in
        writeInputGradient(InputGradient<4>(lanes: Lanes.scalarCount), averages, offset)
      } one: { offset, lanes in
        writeInputGradient(InputGradient<1>(lanes: lanes), averages, offset)
      }
    }
  }

  /// With h = factor (x - mean) multiplied out, dx = scale du + slope x + shift.
  @inline(__always)
  private func writeInputGradient<let count: Int>(
    _ none: InputGradient<count>, _ averages: GroupAverages, _ offset: Int
  ) {
    let lanes = none.lanes
    var line = none
    for i in 0..<count {
      let at = offset + i * Lanes.scalarCount
      let factor = vectors.groupLanes(at, lanes: lanes) { unsafe statistics[2 * $0 + 1] }
      line.scale[i] = unsafe vectors.channelLanes(at, lanes: lanes, gamma) * factor
      line.slope[i] = vectors.groupLanes(at, lanes: lanes) {
        unsafe averages.ofGamma[$0 - averages.first] * statistics[2 * $0 + 1]
      }
      line.shift[i] = vectors.groupLanes(at, lanes: lanes) {
        let slope = unsafe averages.ofGamma[$0 - averages.first] * statistics[2 * $0 + 1]
        return unsafe averages.ofBeta[$0 - averages.first] - slope * statistics[2 * $0]
      }
    }
    for row in 0..<vectors.rows {
      var x = unsafe x + row * xStride + offset
      var next = unsafe dy + row * vectors.columns * vectors.step + offset + dyAhead
      var dx = unsafe dx + row * dxStride + offset
      for _ in 0..<vectors.columns {
        for i in 0..<count {
          let at = i * Lanes.scalarCount
          unsafe prefetch(x + at + xAhead)
          unsafe prefetch(next + at)
          let rest = unsafe Lanes.load(x + at, first: lanes)
            .times(line.slope[i], plus: line.shift[i])
          unsafe Lanes.load(dx + at, first: lanes).times(line.scale[i], plus: rest)
            .store(to: dx + at, first: lanes)
        }
        unsafe x += vectors.step
        unsafe next += vectors.step
        unsafe dx += vectors.step
      }
    }
  }
}

/// The sums of du d and du for `count` vectors of channels; `lanes` lanes of each are valid.
private struct GradientSums<let count: Int> {
  var distances = InlineArray<count, Lanes>(repeating: .zero)
  var plain = InlineArray<count, Lanes>(repeating: .zero)
  let lanes: Int

  @inline(__always)
  init(lanes: Int) { self.lanes = lanes }
}

/// dx = scale du + slope x + shift, likewise.
private struct InputGradient<let count: Int> {
  var scale = InlineArray<count, Lanes>(repeating: .zero)
  var slope = InlineArray<count, Lanes>(repeating: .zero)
  var shift = InlineArray<count, Lanes>(repeating: .zero)
  let lanes: Int

  @inline(__always)
  init(lanes: Int) { self.lanes = lanes }
}

/// -factor average(gamma d gamma) and -factor average(gamma d beta) of some groups, from `first`
/// on.
private struct GroupAverages {
  let first: Int
  var ofGamma = GroupStatistics.OfGroups<Float>(repeating: 0)
  var ofBeta = GroupStatistics.OfGroups<Float>(repeating: 0)

  @inline(__always)
  init(first: Int) { self.first = first }
}
