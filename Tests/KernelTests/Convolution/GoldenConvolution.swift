import KernelContract
import TestSupport

/// A golden file of a convolution, a transposed one or an affine layer, brought into our layouts.
struct GoldenConvolution {
  let name: String
  /// y, dx, dw, db without borders.
  let expected: [String: [Float]]

  private let geometry: ConvolutionGeometry
  private let images: Int
  private let inputIsFine: Bool
  private let input: ImageLayout
  private let output: ImageLayout
  private let x: [Float]
  private let gy: [Float]
  private let weights: [Float]
  private let bias: [Float]

  init(_ file: GoldenFile, _ geometry: ConvolutionGeometry, inputIsFine: Bool) throws {
    let fine = geometry.fine(border: geometry.padding)
    let coarse = geometry.coarse(border: geometry.coarseBorder)
    let (input, output) = inputIsFine ? (fine, coarse) : (coarse, fine)
    let x = try file.array("x")
    let images = x.shape[0]
    name = file.name
    self.geometry = geometry
    self.images = images
    self.inputIsFine = inputIsFine
    self.input = input
    self.output = output
    self.x = input.channelsLast(x.values, images: images)
    gy = output.channelsLast(try file.array("gy").values, images: images)
    weights = geometry.coarseLast(try file.array("w").values)
    bias = try file.array("b").values
    expected = [
      "y": output.interior(
        images: images, of: output.channelsLast(try file.array("y").values, images: images)),
      "dx": input.interior(
        images: images, of: input.channelsLast(try file.array("dx").values, images: images)),
      "dw": geometry.coarseLast(try file.array("dw").values),
      "db": try file.array("db").values,
    ]
  }

  /// Products, or numbers, that are summed for one number of the result.
  func terms(of result: String) -> Int {
    let taps = geometry.kernel * geometry.kernel
    switch result {
    case "y": return taps * input.channels + 1
    case "dx": return taps * output.channels
    case "dw": return images * geometry.coarseHeight * geometry.coarseWidth
    default: return images * output.height * output.width
    }
  }

  /// The results by name; with `magnitudes`, of the absolute values of all inputs.
  func results(of kernels: any ConvolutionKernels, magnitudes: Bool) -> [String: [Float]] {
    let part: ([Float]) -> [Float] = { magnitudes ? $0.map(abs) : $0 }
    let (x, gy, weights, bias) = (part(x), part(gy), part(weights), part(bias))
    var workspace = [Float](repeating: .nan, count: kernels.workspaceCount(geometry))
    var workspaceSpan = workspace.mutableSpan
    var gradient = [Float](repeating: .nan, count: weights.count)
    var gradientSpan = gradient.mutableSpan
    kernels.weightGradient(
      geometry, images: images,
      fine: (inputIsFine ? x : gy).span, fineBorder: (inputIsFine ? input : output).border,
      coarse: (inputIsFine ? gy : x).span, coarseBorder: (inputIsFine ? output : input).border,
      units: 0..<kernels.weightGradientUnits(geometry), gradient: &gradientSpan,
      workspace: &workspaceSpan)
    var sums = [Float](repeating: .nan, count: output.channels)
    var sumSpan = sums.mutableSpan
    kernels.channelSums(output, images: images, x: gy.span, sums: &sumSpan)
    return [
      "y": product(kernels, toFine: !inputIsFine, x, weights, bias),
      "dx": product(kernels, toFine: inputIsFine, gy, weights, []),
      "dw": gradient,
      "db": sums,
    ]
  }

  private func product(
    _ kernels: any ConvolutionKernels, toFine: Bool, _ from: [Float], _ weights: [Float],
    _ bias: [Float]
  ) -> [Float] {
    let direction = toFine ? ConvolutionDirection.toFine : .toCoarse
    let count = kernels.packedCount(geometry, direction)
    var packed =
      count > 0 ? GuardedFloats(count: count, .atStart) : GuardedFloats(weights, .atStart)
    var packedSpan = packed.mutableSpan
    kernels.pack(
      weights.span, geometry, direction, units: 0..<kernels.packingUnits(geometry, direction),
      into: &packedSpan)
    var workspace = [Float](repeating: .nan, count: kernels.workspaceCount(geometry))
    var workspaceSpan = workspace.mutableSpan
    let (fine, coarse) = inputIsFine ? (input, output) : (output, input)
    let layout = toFine ? fine : coarse
    var result = [Float](repeating: .nan, count: images * layout.imageStride)
    var span = result.mutableSpan
    if toFine {
      kernels.toFine(
        geometry, images: images, coarse: from.span, coarseBorder: coarse.border,
        packed: packed.span, bias: bias.span, fine: &span, fineBorder: fine.border,
        workspace: &workspaceSpan)
    } else {
      kernels.toCoarse(
        geometry, images: images, fine: from.span, fineBorder: fine.border,
        packed: packed.span, bias: bias.span, coarse: &span, coarseBorder: coarse.border,
        workspace: &workspaceSpan)
    }
    return layout.interior(images: images, of: result)
  }
}

extension ImageLayout {
  /// Images as PyTorch lays them out, NCHW, in this layout with zeros around them.
  func channelsLast(_ planes: [Float], images: Int) -> [Float] {
    var values = [Float](repeating: 0, count: images * imageStride)
    for n in 0..<images {
      for y in 0..<height {
        for x in 0..<width {
          for c in 0..<channels {
            values[offset(n, y, x) + c] = planes[((n * channels + c) * height + y) * width + x]
          }
        }
      }
    }
    return values
  }
}

extension ConvolutionGeometry {
  /// Weights as PyTorch lays them out, [coarse][fine][ky][kx] for every kind, in our order.
  func coarseLast(_ theirs: [Float]) -> [Float] {
    (0..<weightCount).map { i in
      let (row, k) = i.quotientAndRemainder(dividingBy: coarseChannels)
      let (tap, c) = row.quotientAndRemainder(dividingBy: fineChannels)
      return theirs[(k * fineChannels + c) * kernel * kernel + tap]
    }
  }
}
