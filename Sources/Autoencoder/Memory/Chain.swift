import KernelContract
import Tensors

/// Layers one after another with all their memory, made once for a number of rows.
///
/// Buffers start as zeros, and no operation writes a border: so every border holds zeros for good.
final class Chain {
  let passes: [LayerPass]
  /// What the first layer reads.
  let input: RowBuffer
  /// The rows that each layer takes on the way forward alone.
  let pieces: [Int]
  private let storage: Tensor

  /// What a chain is made for.
  struct Use {
    /// Whether the affine layer comes first. In training, groups of a decoder then go forward and back in
    /// one go, and down to the gradient of the chain's input.
    let isDecoder: Bool
    /// The rows that all threads together take through the affine layer.
    let rows: Int
    /// As many as there are threads.
    let workers: Int
    var training: Training?
    /// Whether the way back goes on to the gradient of the chain's input. A decoder's always does.
    var returnsToInput = false
    /// Whether a worker has rows of several kinds in hand at once, so that each needs a place of its own.
    var keepsAllRows = false
  }

  /// What training needs besides.
  struct Training {
    /// The flat buffers of gradients, of so many shards.
    var gradients = SharedFloats.empty
    var shards = 1
    /// The most blocks of rows, where layers sum by block.
    let blocks: Int
    /// The most rows that are in hand at a worker.
    let slots: Int
  }

  init(_ layers: [Layer], _ use: Use, parameters: SharedFloats, kernels: any KernelTable) {
    var plan = MemoryPlan()
    let slots = BufferReuse(layers, use)
    let inputRange = plan.reserve(layers[0].input, rows: use.rows(slots.input))
    let ranges = layers.indices.map { Ranges($0, of: layers, use, slots, kernels, &plan) }
    storage = Tensor(count: plan.count)
    let all = storage.shared
    input = RowBuffer(floats: all[inputRange], layout: layers[0].input, slots: slots.input)
    let gradients = use.training.map { ShardGradients($0.gradients, shards: $0.shards) }
    var passes: [LayerPass] = []
    for (index, (layer, range)) in zip(layers, ranges).enumerated() {
      let buffers = range.buffers
      let slots = slots.layers[index]
      let weights = parameters[layer.weights]
      // Where packing writes nothing, kernels read the weights as they come.
      let read = { (packed: Range<Int>) in packed.isEmpty ? weights : all[packed] }
      let result = RowBuffer(
        floats: all[buffers.result], layout: layer.result, slots: slots.result)
      let output = RowBuffer(
        floats: all[buffers.output], layout: layer.output, slots: slots.output)
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
            skip: layer.addsSkip ? passes[index - 2].memory.output : nil,
            result: result, statistics: all[buffers.statistics],
            output: layer.outputIsResult ? result : output,
            resultGradient: RowBuffer(
              floats: all[buffers.resultGradient], layout: layer.resultGradient,
              slots: slots.resultGradient),
            normGradient: all[buffers.normGradient],
            gradients: gradients ?? .none,
            blockGradients: all[buffers.blockGradients])))
    }
    self.passes = passes
    pieces = slots.pieces
  }

  /// What one thread's convolutions need, whichever the layer.
  var workspaceCount: Int {
    passes.reduce(0) { max($0, $1.kernels.workspaceCount($1.layer.geometry)) }
  }

  /// The most numbers of a row between two layers.
  var widest: Int { passes.reduce(input.layout.valueCount) { max($0, $1.layer.output.valueCount) } }

  /// The last layer's output.
  var output: RowBuffer { passes[passes.count - 1].memory.output }

  /// The numbers of the buffers that such a chain has.
  static func bufferCount(_ layers: [Layer], _ use: Use) -> Int {
    var plan = MemoryPlan()
    let slots = BufferReuse(layers, use)
    _ = plan.reserve(layers[0].input, rows: use.rows(slots.input))
    for (layer, slots) in zip(layers, slots.layers) { _ = Buffers(layer, use, slots, &plan) }
    return plan.count
  }

  /// Where the memory of one layer lies.
  private struct Ranges {
    let packedForward: Range<Int>
    /// Nil where nobody goes back.
    let packedBackward: Range<Int>?
    let buffers: Buffers

    init(
      _ index: Int, of layers: [Layer], _ use: Use, _ slots: BufferReuse,
      _ kernels: any KernelTable, _ plan: inout MemoryPlan
    ) {
      let layer = layers[index]
      let g = layer.geometry
      packedForward = plan.reserve(kernels.packedCount(g, layer.direction))
      packedBackward =
        use.training != nil && (index > 0 || use.isDecoder || use.returnsToInput)
        ? plan.reserve(kernels.packedCount(g, layer.direction.reversed)) : nil
      buffers = Buffers(layer, use, slots.layers[index], &plan)
    }
  }

  /// All of it but the packed weights, whose size is the kernels' choice.
  private struct Buffers {
    let result, statistics, output, resultGradient, normGradient, blockGradients: Range<Int>

    init(_ layer: Layer, _ use: Use, _ slots: BufferReuse.OfLayer, _ plan: inout MemoryPlan) {
      result = plan.reserve(layer.result, rows: use.rows(slots.result))
      statistics = plan.reserve(use.rows * 2 * layer.groups)
      output =
        layer.outputIsResult ? 0..<0 : plan.reserve(layer.output, rows: use.rows(slots.output))
      resultGradient =
        use.training == nil
        ? 0..<0 : plan.reserve(layer.resultGradient, rows: use.rows(slots.resultGradient))
      normGradient = plan.reserve(
        use.training != nil && layer.groups > 0 ? use.rows * 2 * layer.result.channels : 0)
      blockGradients = plan.reserve(
        layer.sumsByBlock ? (use.training?.blocks ?? 0) * layer.weights.count : 0)
    }
  }
}

extension Chain.Use {
  /// The rows of a buffer with so many slots at each worker, or with one for each row.
  fileprivate func rows(_ slots: Int?) -> Int { slots.map { workers * $0 } ?? rows }
}

extension ConvolutionDirection {
  var reversed: ConvolutionDirection { self == .toCoarse ? .toFine : .toCoarse }
}
