import KernelContract
import Tensors

/// y = x weights + bias, row by row, outside of any network.
struct AffineMap: ~Copyable {
  private let geometry: ConvolutionGeometry
  private let weights: Tensor
  private let packed: Tensor
  private let bias: Tensor
  private let kernels: any KernelTable

  /// `weights` are [input][output].
  init(_ weights: consuming Tensor, bias: consuming Tensor, _ kernels: any KernelTable) {
    let outputs = bias.count
    guard outputs > 0,
      let geometry = try? ConvolutionGeometry(inputs: weights.count / outputs, outputs: outputs)
    else { preconditionFailure("\(weights.count) weights for \(outputs) outputs make no layer") }
    packed = Tensor(count: kernels.packedCount(geometry, .toCoarse))
    let packing = packed.shared
    var numbers = packing.mutableSpan
    kernels.pack(
      weights.span, geometry, .toCoarse, units: 0..<kernels.packingUnits(geometry, .toCoarse),
      into: &numbers)
    self.geometry = geometry
    self.weights = weights
    self.bias = bias
    self.kernels = kernels
  }

  /// The images of `count` rows.
  func rows(_ x: SharedFloats, count: Int) -> Tensor {
    let images = Tensor(count: count * geometry.coarseChannels)
    let all = images.shared
    var numbers = all.mutableSpan
    var workspace = Tensor(count: kernels.workspaceCount(geometry))
    var scratch = workspace.mutableSpan
    // Where packing writes nothing, kernels read the weights as they come.
    kernels.toCoarse(
      geometry, images: count, fine: x.span, fineBorder: 0,
      packed: packed.count > 0 ? packed.span : weights.span, bias: bias.span, coarse: &numbers,
      coarseBorder: 0, workspace: &scratch)
    return images
  }
}
