import KernelContract
import KernelSelection
import PlainKernels
import TestSupport
import Testing

@Suite("Every convolution equals PyTorch's in double precision")
struct ConvolutionGoldenTests {
  static let levels = KernelSelection.available.map(\.name)

  @Test(arguments: levels, try! kernelGoldenFiles("conv2d_"))
  func convolution(level: String, path: String) throws {
    let file = try GoldenFile(path)
    let (x, w) = (try file.array("x"), try file.array("w"))
    let geometry = try ConvolutionGeometry(
      fineHeight: x.shape[2], fineWidth: x.shape[3], fineChannels: x.shape[1],
      coarseChannels: w.shape[0], kernel: w.shape[2],
      stride: file.integer("stride", otherwise: 1), padding: file.integer("padding", otherwise: 0))
    try expectEqual(level, GoldenConvolution(file, geometry, inputIsFine: true))
  }

  @Test(arguments: levels, try! kernelGoldenFiles("conv_transpose2d_"))
  func transposedConvolution(level: String, path: String) throws {
    let file = try GoldenFile(path)
    let (x, w) = (try file.array("x"), try file.array("w"))
    let geometry = try ConvolutionGeometry(
      coarseHeight: x.shape[2], coarseWidth: x.shape[3], coarseChannels: x.shape[1],
      fineChannels: w.shape[1], kernel: w.shape[2],
      stride: file.integer("stride", otherwise: 1), padding: file.integer("padding", otherwise: 0))
    try expectEqual(level, GoldenConvolution(file, geometry, inputIsFine: false))
  }

  @Test(arguments: levels, try! kernelGoldenFiles("linear_"))
  func affine(level: String, path: String) throws {
    let file = try GoldenFile(path)
    let w = try file.array("w")
    let geometry = try ConvolutionGeometry(inputs: w.shape[1], outputs: w.shape[0])
    try expectEqual(level, GoldenConvolution(file, geometry, inputIsFine: true))
  }

  /// A sum of n products in any order is at most gamma_n sum |a b| from the exact one, gamma_n =
  /// n u / (1 - n u) with u = 2^-24 (Higham, section 3.1). The file's inputs were rounded after its
  /// results were computed from them, two more u for each product; the results were rounded, and so
  /// were ours, two more. sum |a b| is the plain kernels' result for absolute values. Minimal
  /// filtering counts as 32 more products, see `ConvolutionTwin.swift`.
  private func expectEqual(_ level: String, _ golden: GoldenConvolution) throws {
    let found = golden.results(of: try KernelSelection.choose(level), magnitudes: false)
    let sizes = golden.results(of: PlainKernels(), magnitudes: true)
    for (name, expected) in golden.expected {
      let n = Float(golden.terms(of: name) + 4 + 32)
      let gamma = n * 0x1p-24 / (1 - n * 0x1p-24)
      let (mine, size) = (try #require(found[name]), try #require(sizes[name]))
      try #require(mine.count == expected.count)
      // Written so that a NaN is a difference.
      let wrong = expected.indices.first { !(abs(mine[$0] - expected[$0]) <= gamma * size[$0]) }
      #expect(wrong == nil, "\(golden.name) \(name), the first one at \(wrong ?? 0)")
    }
  }
}
