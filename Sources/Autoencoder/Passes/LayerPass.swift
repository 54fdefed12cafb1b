import KernelContract
import Tensors

/// A layer bound to its memory and its kernels: forward and backward of some rows of a batch.
///
/// A row is one picture's worth of numbers. Rows are independent of each other in every method but those
/// whose gradients are of parameters, so that threads may take any of them in any order.
struct LayerPass: Sendable {
  let layer: Layer
  let kernels: any KernelTable
  let parameters: Parameters
  let memory: Memory

  /// Windows into the flat buffers of weights and gradients, and the weights as kernels read
  /// them: packed copies, or themselves.
  struct Parameters: Sendable {
    let weights, bias, norm: SharedFloats
    let packedForward, packedBackward: SharedFloats
  }

  struct Memory: Sendable {
    let input: RowBuffer
    /// The output two layers before, where a block adds its skip.
    let skip: RowBuffer?
    let result: RowBuffer
    let statistics: SharedFloats
    let output: RowBuffer
    /// Empty where the pass only goes forward. `normGradient` is [row][gamma, beta][channel].
    let resultGradient: RowBuffer
    let normGradient: SharedFloats
    /// Of all the network's parameters.
    let gradients: ShardGradients
    /// The weight gradient of each block of rows, where the layer sums by block.
    let blockGradients: SharedFloats
  }

  private var geometry: ConvolutionGeometry { layer.geometry }

  private var gamma: SharedFloats { parameters.norm[0..<parameters.norm.count / 2] }
  private var beta: SharedFloats {
    parameters.norm[parameters.norm.count / 2..<parameters.norm.count]
  }

  // MARK: - The convolution

  /// input -> result
  func convolve(_ rows: Rows, _ workspace: SharedFloats) {
    var workspace = workspace.mutableSpan
    let input = memory.input.rows(rows)
    let result = memory.result.rows(rows)
    var written = result.mutableSpan
    switch layer.direction {
    case .toCoarse:
      kernels.toCoarse(
        geometry, images: rows.count, fine: input.span, fineBorder: layer.input.border,
        packed: parameters.packedForward.span, bias: parameters.bias.span,
        coarse: &written, coarseBorder: layer.result.border, workspace: &workspace)
    case .toFine:
      kernels.toFine(
        geometry, images: rows.count, coarse: input.span, coarseBorder: layer.input.border,
        packed: parameters.packedForward.span, bias: parameters.bias.span,
        fine: &written, fineBorder: layer.result.border, workspace: &workspace)
    }
  }

  /// result gradient -> `inputGradient`, rows without border.
  func convolveGradient(_ rows: Rows, into inputGradient: SharedFloats, _ workspace: SharedFloats) {
    var workspace = workspace.mutableSpan
    let given = memory.resultGradient.rows(rows)
    let border = layer.resultGradient.border
    var written = inputGradient.mutableSpan
    switch layer.direction {
    case .toCoarse:
      kernels.toFine(
        geometry, images: rows.count, coarse: given.span, coarseBorder: border,
        packed: parameters.packedBackward.span, bias: SharedFloats.empty.span,
        fine: &written, fineBorder: 0, workspace: &workspace)
    case .toFine:
      kernels.toCoarse(
        geometry, images: rows.count, fine: given.span, fineBorder: border,
        packed: parameters.packedBackward.span, bias: SharedFloats.empty.span,
        coarse: &written, coarseBorder: 0, workspace: &workspace)
    }
  }

  /// input, result gradient of a shard's rows -> its weight gradient, the share of `units` alone.
  func weightGradient(_ rows: Range<Int>, shard: Int, units: Range<Int>, _ workspace: SharedFloats)
  {
    weightGradient(
      Rows(rows), units: units, into: memory.gradients[shard][layer.weights], workspace)
  }

  /// input, result gradient -> `gradient` of the weights, the share of `units` alone.
  private func weightGradient(
    _ rows: Rows, units: Range<Int>, into gradient: SharedFloats, _ workspace: SharedFloats
  ) {
    var workspace = workspace.mutableSpan
    let input = memory.input.rows(rows)
    let given = memory.resultGradient.rows(rows)
    let forward = layer.direction == .toCoarse
    let fine = forward ? input : given
    let coarse = forward ? given : input
    var written = gradient.mutableSpan
    kernels.weightGradient(
      geometry, images: rows.count,
      fine: fine.span, fineBorder: forward ? layer.input.border : layer.resultGradient.border,
      coarse: coarse.span, coarseBorder: forward ? layer.resultGradient.border : layer.input.border,
      units: units, gradient: &written, workspace: &workspace)
  }

  /// input, result gradient -> the weight gradient of each block of `rows`, where the layer sums by block.
  func blockGradients(_ rows: Rows, block: Int, _ workspace: SharedFloats) {
    guard layer.sumsByBlock else { return }
    let units = 0..<kernels.weightGradientUnits(geometry)
    rows.forEachPart(of: block) { rows in
      let block = rows.range.lowerBound / block
      weightGradient(
        rows, units: units,
        into: memory.blockGradients.part(block, size: layer.weights.count), workspace)
    }
  }

  /// The weight gradients of a shard's blocks -> its weight gradient, in the order of the blocks.
  func sumBlockGradients(_ blocks: Range<Int>, shard: Int) {
    let count = layer.weights.count
    var sums = memory.gradients[shard][layer.weights].mutableSpan
    kernels.channelSums(
      ImageLayout(height: 1, width: 1, channels: count), images: blocks.count,
      x: memory.blockGradients.rows(blocks, of: count).span, sums: &sums)
  }

  /// Calls `work` with `rows` in pieces whose result and output stay in the second-level cache between
  /// the convolution and what follows it, and that cut no block.
  func inPieces(_ rows: Rows, block: Int = 1, _ work: (Rows) -> Void) {
    rows.forEachPart(of: max(1, layer.fittingRows / block) * block, work)
  }

  // MARK: - Normalisation, activation, and the skip of a residual block

  /// result -> output
  func normaliseAndActivate(_ rows: Rows) {
    let result = memory.result.rows(rows)
    var output = memory.output.rows(rows).mutableSpan
    if let skip = memory.skip {
      var sum = result.mutableSpan
      kernels.add(skip.rows(rows).span, to: &sum)
    }
    if layer.groups > 0 {
      var statistics = memory.statistics.rows(rows.range, of: 2 * layer.groups).mutableSpan
      kernels.normaliseActivate(
        layer.result, images: rows.count, groups: layer.groups, epsilon: Layer.epsilon,
        layer.activation, x: result.span, gamma: gamma.span, beta: beta.span,
        statistics: &statistics, y: &output, yBorder: layer.output.border)
    } else if !layer.outputIsResult {
      kernels.activate(
        layer.result, images: rows.count, layer.activation,
        x: result.span, y: &output, yBorder: layer.output.border)
    }
  }

  /// `outputGradient`, rows without border -> result gradient. The block's other branch is the
  /// caller's: the skip's gradient is `outputGradient` itself.
  func normaliseAndActivateGradient(_ rows: Rows, _ outputGradient: SharedFloats) {
    let result = memory.result.rows(rows)
    var written = memory.resultGradient.rows(rows).mutableSpan
    if layer.groups > 0 {
      var norm = memory.normGradient.rows(rows.range, of: 2 * layer.result.channels).mutableSpan
      kernels.normaliseActivateGradient(
        layer.result, images: rows.count, groups: layer.groups, layer.activation,
        x: result.span, statistics: memory.statistics.rows(rows.range, of: 2 * layer.groups).span,
        gamma: gamma.span, beta: beta.span, dy: outputGradient.span,
        dx: &written, dxBorder: layer.resultGradient.border, parameterGradient: &norm)
    } else {
      kernels.activateGradient(
        layer.result, images: rows.count, layer.activation,
        x: result.span, dy: outputGradient.span,
        dx: &written, dxBorder: layer.resultGradient.border)
    }
  }

  /// result gradient, norm gradients of a shard's rows -> its gradients of bias, gamma and beta.
  func vectorGradients(_ rows: Range<Int>, shard: Int) {
    let gradient = memory.gradients[shard]
    if !layer.bias.isEmpty {
      let given = memory.resultGradient.rows(Rows(rows))
      let border = layer.resultGradient.border
      var sums = gradient[layer.bias].mutableSpan
      kernels.channelSums(
        layer.direction == .toCoarse
          ? geometry.coarse(border: border) : geometry.fine(border: border),
        images: rows.count, x: given.span, sums: &sums)
    }
    if layer.groups > 0 {
      let count = 2 * layer.result.channels
      var sums = gradient[layer.norm].mutableSpan
      kernels.channelSums(
        ImageLayout(height: 1, width: 1, channels: count), images: rows.count,
        x: memory.normGradient.rows(rows, of: count).span, sums: &sums)
    }
  }
}
