import KernelContract
import Tensors

/// Layers one after another with all their memory, made once for a number of rows.
///
/// Buffers start as zeros, and no operation writes a border: so every border holds zeros for good.
final class Chain {
  let passes: [LayerPass]
  let rows: Int
  /// What the first layer reads.
  let input: Window
  private let storage: Tensor

  /// What the backward pass needs besides.
  struct Training {
    /// The flat buffer of gradients.
    let gradients: Window
    /// Whether anyone asks for the gradient of the chain's input.
    let reachesInput: Bool
    /// The most blocks of rows, where layers sum by block.
    let blocks: Int
  }

  init(
    _ layers: [Layer], rows: Int, parameters: Window, kernels: any KernelTable,
    training: Training? = nil
  ) {
    var plan = MemoryPlan()
    let input = plan.reserve(layers[0].input, rows: rows)
    let ranges = layers.enumerated().map { index, layer in
      Ranges(
        layer, rows: rows, kernels: kernels, blocks: training?.blocks,
        backward: training.map { index > 0 || $0.reachesInput } ?? false, plan: &plan)
    }
    storage = Tensor(count: plan.count)
    let all = storage.window
    var passes: [LayerPass] = []
    for (index, (layer, range)) in zip(layers, ranges).enumerated() {
      let gradients = training?.gradients
      let weights = parameters[layer.weights]
      // Where packing writes nothing, kernels read the weights as they come.
      let read = { (packed: Range<Int>) in packed.isEmpty ? weights : all[packed] }
      passes.append(
        LayerPass(
          layer: layer, kernels: kernels,
          parameters: LayerPass.Parameters(
            weights: weights, bias: parameters[layer.bias],
            norm: parameters[layer.norm],
            packedForward: read(range.packedForward),
            packedBackward: range.packedBackward.map(read) ?? .empty),
          memory: LayerPass.Memory(
            input: passes.last.map(\.memory.output) ?? all[input],
            skip: layer.joins ? passes[index - 2].memory.output : .empty,
            result: all[range.result], statistics: all[range.statistics],
            output: all[layer.isBare ? range.result : range.output],
            resultGradient: all[range.resultGradient], normGradient: all[range.normGradient],
            weightGradient: gradients?[layer.weights] ?? .empty,
            biasGradient: gradients?[layer.bias] ?? .empty,
            normGradientSum: gradients?[layer.norm] ?? .empty,
            blockGradients: all[range.blockGradients])))
    }
    self.passes = passes
    self.rows = rows
    self.input = all[input]
  }

  /// The last layer's output.
  var output: Window { passes[passes.count - 1].memory.output }
  var outputLayout: ImageLayout { passes[passes.count - 1].layer.output }

  private struct Ranges {
    let packedForward: Range<Int>
    /// Nil where nobody goes back.
    let packedBackward: Range<Int>?
    let result, statistics, output, resultGradient, normGradient, blockGradients: Range<Int>

    init(
      _ layer: Layer, rows: Int, kernels: any KernelTable, blocks: Int?, backward: Bool,
      plan: inout MemoryPlan
    ) {
      let g = layer.geometry
      let trains = blocks != nil
      packedForward = plan.reserve(kernels.packedCount(g, layer.direction))
      packedBackward =
        backward ? plan.reserve(kernels.packedCount(g, layer.direction.reversed)) : nil
      result = plan.reserve(layer.result, rows: rows)
      statistics = plan.reserve(rows * 2 * layer.groups)
      output = layer.isBare ? 0..<0 : plan.reserve(layer.output, rows: rows)
      resultGradient = trains ? plan.reserve(layer.resultGradient, rows: rows) : 0..<0
      normGradient = plan.reserve(
        trains && layer.groups > 0 ? rows * 2 * layer.result.channels : 0)
      blockGradients = plan.reserve(layer.sumsByBlock ? (blocks ?? 0) * layer.weights.count : 0)
    }
  }
}

extension ConvolutionDirection {
  var reversed: ConvolutionDirection { self == .toCoarse ? .toFine : .toCoarse }
}
