import KernelContract
import Tensors

/// The three ways in which the two sides of a convolution and its weights are multiplied.
enum ConvolutionOperation {
  case toCoarse
  case toFine
  case weightGradient
}

/// Both sides of a convolution, its weights and its packed weights, filled with numbers in [-1, 1].
struct ConvolutionOperands: ~Copyable {
  private let kernels: any ConvolutionKernels
  private let geometry: ConvolutionGeometry
  private let images: Int
  private var fine: Tensor
  private var coarse: Tensor
  private var gradient: Tensor
  private var packed: Tensor
  private var workspace: Tensor
  private let bias = Tensor(count: 0)

  /// Packed for `direction`: the operands of `weightGradient` may have either.
  init(
    _ kernels: any ConvolutionKernels, _ geometry: ConvolutionGeometry, images: Int,
    packedFor direction: ConvolutionDirection
  ) {
    self.kernels = kernels
    self.geometry = geometry
    self.images = images
    fine = ConvolutionOperands.filled(geometry.fine(border: geometry.padding), images)
    coarse = ConvolutionOperands.filled(geometry.coarse(border: geometry.coarseBorder), images)
    gradient = Tensor(count: geometry.weightCount)
    workspace = Tensor(count: kernels.workspaceCount(geometry))
    let layout = ImageLayout(height: 1, width: 1, channels: geometry.weightCount)
    let count = kernels.packedCount(geometry, direction)
    if count == 0 {
      packed = ConvolutionOperands.filled(layout, 1)
    } else {
      let weights = ConvolutionOperands.filled(layout, 1)
      packed = Tensor(count: count)
      var span = packed.mutableSpan
      kernels.pack(
        weights.span, geometry, direction,
        units: 0..<kernels.packingUnits(geometry, direction), into: &span)
    }
  }

  /// Images of numbers that repeat nowhere near, with zeros in the borders.
  private static func filled(_ layout: ImageLayout, _ images: Int) -> Tensor {
    var tensor = Tensor(count: images * layout.imageStride)
    var span = tensor.mutableSpan
    var state: UInt32 = 1
    for n in 0..<images {
      for y in 0..<layout.height {
        let row = layout.offset(n, y, 0)
        for i in row..<row + layout.width * layout.channels {
          state = state &* 1_664_525 &+ 1_013_904_223
          span[i] = Float(state >> 8) / Float(1 << 23) - 1
        }
      }
    }
    return tensor
  }

  /// Runs the operation, whose operands and results are different tensors.
  mutating func run(_ operation: ConvolutionOperation) {
    let scratch = self.workspace.shared
    var workspace = scratch.mutableSpan
    switch operation {
    case .toCoarse:
      let shared = coarse.shared
      var result = shared.mutableSpan
      kernels.toCoarse(
        geometry, images: images, fine: fine.span, fineBorder: geometry.padding,
        packed: packed.span, bias: bias.span, coarse: &result, coarseBorder: geometry.coarseBorder,
        workspace: &workspace)
    case .toFine:
      let shared = fine.shared
      var result = shared.mutableSpan
      kernels.toFine(
        geometry, images: images, coarse: coarse.span, coarseBorder: geometry.coarseBorder,
        packed: packed.span, bias: bias.span, fine: &result, fineBorder: geometry.padding,
        workspace: &workspace)
    case .weightGradient:
      let shared = gradient.shared
      var result = shared.mutableSpan
      kernels.weightGradient(
        geometry, images: images, fine: fine.span, fineBorder: geometry.padding,
        coarse: coarse.span, coarseBorder: geometry.coarseBorder,
        units: 0..<kernels.weightGradientUnits(geometry), gradient: &result,
        workspace: &workspace)
    }
  }

  @_lifetime(borrow self)
  func result(of operation: ConvolutionOperation) -> Span<Float> {
    switch operation {
    case .toCoarse: coarse.span
    case .toFine: fine.span
    case .weightGradient: gradient.span
    }
  }
}
