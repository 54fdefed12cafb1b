import KernelContract
import Tensors

/// Layers one after another with all their memory, made once for a number of rows.
///
/// Buffers start as zeros, and no operation writes a border: so every border holds zeros for good.
final class Chain {
  let passes: [LayerPass]
  let rows: Int
  /// What the first layer reads.
  let input: RowBuffer
  private let storage: Tensor

  /// What training needs besides.
  struct Training {
    /// The flat buffer of gradients.
    var gradients = Window.empty
    /// Whether groups go forward and back in one go, and down to the gradient of the chain's input.
    let isDecoder: Bool
    /// The most blocks of rows, where layers sum by block.
    let blocks: Int
    /// The places for rows that all desks have together.
    let places: Int
  }

  init(
    _ layers: [Layer], rows: Int, parameters: Window, kernels: any KernelTable,
    training: Training? = nil
  ) {
    var plan = MemoryPlan()
    let inputRange = plan.reserve(layers[0].input, rows: rows)
    let ranges = layers.indices.map {
      Ranges($0, of: layers, rows: rows, kernels: kernels, training: training, plan: &plan)
    }
    storage = Tensor(count: plan.count)
    let all = storage.window
    input = RowBuffer(window: all[inputRange], layout: layers[0].input)
    var passes: [LayerPass] = []
    for (index, (layer, range)) in zip(layers, ranges).enumerated() {
      let gradients = training?.gradients
      let buffers = range.buffers
      let passing = buffers.passing
      let weights = parameters[layer.weights]
      // Where packing writes nothing, kernels read the weights as they come.
      let read = { (packed: Range<Int>) in packed.isEmpty ? weights : all[packed] }
      let result = RowBuffer(
        window: all[buffers.result], layout: layer.result, isPassing: passing.result)
      let output = RowBuffer(
        window: all[buffers.output], layout: layer.output, isPassing: passing.output)
      passes.append(
        LayerPass(
          layer: layer, kernels: kernels,
          parameters: LayerPass.Parameters(
            weights: weights, bias: parameters[layer.bias],
            norm: parameters[layer.norm],
            packedForward: read(range.packedForward),
            packedBackward: range.packedBackward.map(read) ?? .empty),
          memory: LayerPass.Memory(
            input: passes.last?.memory.output ?? input,
            skip: layer.joins ? passes[index - 2].memory.output : nil,
            result: result, statistics: all[buffers.statistics],
            output: layer.isBare ? result : output,
            resultGradient: RowBuffer(
              window: all[buffers.resultGradient], layout: layer.resultGradient,
              isPassing: passing.resultGradient),
            normGradient: all[buffers.normGradient],
            weightGradient: gradients?[layer.weights] ?? .empty,
            biasGradient: gradients?[layer.bias] ?? .empty,
            normGradientSum: gradients?[layer.norm] ?? .empty,
            blockGradients: all[buffers.blockGradients])))
    }
    self.passes = passes
    self.rows = rows
  }

  /// The last layer's output.
  var output: RowBuffer { passes[passes.count - 1].memory.output }

  /// The numbers of the buffers that such a chain has.
  static func bufferCount(_ layers: [Layer], rows: Int, training: Training? = nil) -> Int {
    var plan = MemoryPlan()
    _ = plan.reserve(layers[0].input, rows: rows)
    for index in layers.indices {
      _ = Buffers(index, of: layers, rows: rows, training: training, plan: &plan)
    }
    return plan.count
  }

  /// Where the memory of one layer lies.
  private struct Ranges {
    let packedForward: Range<Int>
    /// Nil where nobody goes back.
    let packedBackward: Range<Int>?
    let buffers: Buffers

    init(
      _ index: Int, of layers: [Layer], rows: Int, kernels: any KernelTable, training: Training?,
      plan: inout MemoryPlan
    ) {
      let layer = layers[index]
      let g = layer.geometry
      packedForward = plan.reserve(kernels.packedCount(g, layer.direction))
      packedBackward =
        training.map { index > 0 || $0.isDecoder } ?? false
        ? plan.reserve(kernels.packedCount(g, layer.direction.reversed)) : nil
      buffers = Buffers(index, of: layers, rows: rows, training: training, plan: &plan)
    }
  }

  /// All of it but the packed weights, whose size is the kernels' choice.
  private struct Buffers {
    let result, statistics, output, resultGradient, normGradient, blockGradients: Range<Int>
    let passing: PassingBuffers

    init(
      _ index: Int, of layers: [Layer], rows: Int, training: Training?, plan: inout MemoryPlan
    ) {
      let layer = layers[index]
      let passing =
        training.map { PassingBuffers(index, of: layers, isDecoder: $0.isDecoder) }
        ?? PassingBuffers()
      let rowsKept = { (isPassing: Bool) in isPassing ? training?.places ?? 0 : rows }
      result = plan.reserve(layer.result, rows: rowsKept(passing.result))
      statistics = plan.reserve(rows * 2 * layer.groups)
      output = layer.isBare ? 0..<0 : plan.reserve(layer.output, rows: rowsKept(passing.output))
      resultGradient =
        training == nil
        ? 0..<0 : plan.reserve(layer.resultGradient, rows: rowsKept(passing.resultGradient))
      normGradient = plan.reserve(
        training != nil && layer.groups > 0 ? rows * 2 * layer.result.channels : 0)
      blockGradients = plan.reserve(
        layer.sumsByBlock ? (training?.blocks ?? 0) * layer.weights.count : 0)
      self.passing = passing
    }
  }
}

extension ConvolutionDirection {
  var reversed: ConvolutionDirection { self == .toCoarse ? .toFine : .toCoarse }
}
