import KernelContract
import PlainKernels
import Tensors

/// The operations around the convolutions, on the images that the standard model makes at 64x64 of a
/// batch, against a copy of as many bytes.
package struct ElementwiseBench {
  private let kernels: any KernelTable
  private let images = 64

  package init(_ kernels: any KernelTable) { self.kernels = kernels }

  /// Calls `body` with each row as soon as it is measured.
  package func run(_ body: (BenchRow) throws -> Void) throws {
    for (size, channels) in [(32, 32), (16, 64), (8, 128), (4, 256)] {
      let layout = ImageLayout(height: size, width: size, channels: channels)
      try body(row(.normalise(.silu), layout))
      try body(row(.normaliseGradient(.silu), layout))
    }
    let layer = ImageLayout(height: 32, width: 32, channels: 32)
    for activation: Activation in [.leakyReLU(slope: 0.2), .silu, .sigmoid] {
      try body(row(.activate(activation), layer))
      try body(row(.activateGradient(activation), layer))
    }
    let picture = ImageLayout(height: 64, width: 64, channels: 3)
    for term: LikelihoodTerm in [
      .squaredError, .absoluteError, .bernoulli, .discretisedLogistic(logScale: -3),
    ] {
      try body(row(.likelihood(term), picture))
    }
    try body(row(.adamW, ImageLayout(height: 64, width: 64, channels: 8)))
  }

  private func row(_ operation: ElementwiseOperation, _ layout: ImageLayout) throws -> BenchRow {
    let name =
      "\(operation.name) \(layout.height)x\(layout.width)x\(layout.channels) x\(images)"
    try check(name, operation, layout)
    let operands = ElementwiseOperands(kernels, layout, images: images)
    let moved = operation.floatsMoved * images * layout.valueCount
    let copy = Copy(kernels, count: moved / 2)
    let bytes = Double(moved * MemoryLayout<Float>.size)
    let best = Bursts.best(
      of: {
        operands.run(operation)
        return bytes
      },
      ceiling: {
        copy.run()
        return bytes
      })
    return BenchRow(name: name, measure: .gigabytes, rate: best.rate, ceiling: best.ceiling)
  }

  /// One image against the plain kernels: numbers of size 10 at most (a slope of the logistic
  /// likelihood 20), a few dozen roundings of which are below 1e-4, and a wrong kernel is off by 0.1.
  private func check(
    _ name: String, _ operation: ElementwiseOperation, _ layout: ImageLayout
  ) throws {
    let mine = ElementwiseOperands(kernels, layout, images: 1)
    let plain = ElementwiseOperands(PlainKernels(), layout, images: 1)
    mine.run(operation)
    plain.run(operation)
    let (a, b) = (mine.result(of: operation), plain.result(of: operation))
    for i in 0..<a.count where !(abs(a[i] - b[i]) <= 1e-4) {
      throw BenchError(name: name, found: a[i], expected: b[i])
    }
  }
}

/// A plain copy of memory: reads `count` floats and writes as many.
private struct Copy: ~Copyable {
  private let source: Tensor
  private let target: Tensor

  init(_ kernels: any RandomKernels, count: Int) {
    var source = Tensor(count: count)
    // Memory that was never written is one page of zeros, read again and again.
    var span = source.mutableSpan
    kernels.uniform(RandomKey(seed: 2, stream: 0, step: 0, image: 0), into: &span)
    self.source = source
    target = Tensor(count: count)
  }

  func run() {
    let shared = target.shared
    var target = shared.mutableSpan
    unsafe source.span.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        _ = unsafe target.update(fromContentsOf: source)
      }
    }
  }
}
