import KernelContract
import PlainKernels

/// The layers of the standard model at 64x64, encoder and mirrored decoder, the residual blocks of a deep one, and every
/// operation that a training step asks of them.
package struct ConvolutionBench {
  private let kernels: any ConvolutionKernels
  /// A burst of multiply-adds, and how many floating-point operations that was.
  private let burst: () -> Double

  /// `burst` is the level's `multiplyAddBurst`, for about a twentieth of a millisecond.
  package init(_ kernels: any ConvolutionKernels, burst: @escaping () -> Double) {
    self.kernels = kernels
    self.burst = burst
  }

  /// What a training step asks of a layer that runs from fine to coarse.
  private static let ofConvolutions: [(ConvolutionOperation, String)] = [
    (.toCoarse, "forward"), (.toFine, "inputGradient"), (.weightGradient, "weightGradient"),
  ]

  /// Calls `body` with each row as soon as it is measured.
  package func run(_ body: (BenchRow) throws -> Void) throws {
    for (size, fine, coarse) in [(64, 3, 32), (32, 32, 64), (16, 64, 128), (8, 128, 256)] {
      let geometry = try ConvolutionGeometry(
        fineHeight: size, fineWidth: size, fineChannels: fine, coarseChannels: coarse,
        kernel: 4, stride: 2, padding: 1)
      let small = "\(size / 2)x\(size / 2)x\(coarse)"
      let large = "\(size)x\(size)x\(fine)"
      let window = "k4 s2 p1"
      for (operation, name) in [
        (ConvolutionOperation.toCoarse, "convolution.forward \(large)->\(small) \(window)"),
        (.toFine, "convolution.inputGradient \(large)->\(small) \(window)"),
        (.weightGradient, "convolution.weightGradient \(large)->\(small) \(window)"),
        (.toFine, "transposed.forward \(small)->\(large) \(window)"),
        (.toCoarse, "transposed.inputGradient \(small)->\(large) \(window)"),
        (.weightGradient, "transposed.weightGradient \(small)->\(large) \(window)"),
      ] {
        try body(row(name, geometry, operation, images: 8))
      }
    }
    for (size, channels) in [(32, 32), (16, 64), (8, 128)] {
      let geometry = try ConvolutionGeometry(
        fineHeight: size, fineWidth: size, fineChannels: channels, coarseChannels: channels,
        kernel: 3, stride: 1, padding: 1)
      let shape = "\(size)x\(size)x\(channels)"
      for (operation, name) in ConvolutionBench.ofConvolutions {
        try body(
          row("convolution.\(name) \(shape)->\(shape) k3 s1 p1", geometry, operation, images: 8))
      }
    }
    for (inputs, outputs) in [(4096, 256), (128, 4096)] {
      let geometry = try ConvolutionGeometry(inputs: inputs, outputs: outputs)
      for (operation, name) in ConvolutionBench.ofConvolutions {
        try body(row("affine.\(name) \(inputs)->\(outputs)", geometry, operation, images: 64))
      }
    }
  }

  private func row(
    _ name: String, _ geometry: ConvolutionGeometry, _ operation: ConvolutionOperation, images: Int
  ) throws -> BenchRow {
    try check(name, geometry, operation)
    var operands = ConvolutionOperands(
      kernels, geometry, images: images, packedFor: operation == .toFine ? .toFine : .toCoarse)
    let work = 2 * Double(images) * Double(geometry.multiplyAdds)
    let best = Bursts.best(
      of: {
        operands.run(operation)
        return work
      }, ceiling: burst)
    return BenchRow(name: name, measure: .gigaflops, rate: best.rate, ceiling: best.ceiling)
  }

  /// One image against the plain kernels. A sum of n products of numbers in [-1, 1] is rounded n times
  /// at a size of about sqrt(n), and the roundings mostly cancel: n 2^-24 sqrt(n) allows for all going
  /// one way, and a wrong kernel is off by about 1.
  private func check(
    _ name: String, _ geometry: ConvolutionGeometry, _ operation: ConvolutionOperation
  ) throws {
    let direction = operation == .toFine ? ConvolutionDirection.toFine : .toCoarse
    var mine = ConvolutionOperands(kernels, geometry, images: 1, packedFor: direction)
    var plain = ConvolutionOperands(PlainKernels(), geometry, images: 1, packedFor: direction)
    mine.run(operation)
    plain.run(operation)
    let window = geometry.kernel * geometry.kernel
    let pixels = geometry.coarseHeight * geometry.coarseWidth
    let terms = Float(
      max(window * geometry.fineChannels, window * geometry.coarseChannels, pixels))
    let tolerance = terms * terms.squareRoot() * 0x1p-24
    let (a, b) = (mine.result(of: operation), plain.result(of: operation))
    for i in 0..<a.count where !(abs(a[i] - b[i]) <= tolerance) {
      throw BenchError(name: name, found: a[i], expected: b[i])
    }
  }
}

/// A kernel that computes something else than its definition is not worth timing.
package struct BenchError: Error, CustomStringConvertible {
  let name: String
  let found: Float
  let expected: Float

  package var description: String {
    "\(name) computed \(found) where its definition gives \(expected); this is a fault of vae-img"
  }
}
