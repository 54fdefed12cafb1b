import KernelContract
import Tensors

/// One network of a training step: a chain of layers and the passes over rows that a worker has in hand.
struct NetworkPass {
  let part: ParameterTensor.Part
  let chain: Chain
  /// Of its weights, once all rows have been back.
  let weightJobs: WeightJobs
  private let profile: ProfileParts

  init(_ part: ParameterTensor.Part, _ chain: Chain, _ profile: ProfileParts) {
    self.part = part
    self.chain = chain
    self.profile = profile
    weightJobs = WeightJobs(chain.passes, part, profile)
  }

  var layers: [LayerPass] { chain.passes }
  var last: LayerPass { chain.passes[chain.passes.count - 1] }
  var input: RowBuffer { chain.input }
  var output: RowBuffer { chain.output }

  /// Rows through some of the layers, each in pieces that stay in the cache.
  func forward(_ rows: Rows, through indices: Range<Int>, _ worker: WorkerMemory) {
    for index in indices {
      let pass = layers[index]
      pass.inPieces(rows) { piece in
        pass.convolve(piece, worker.workspace)
        worker.spend(on: profile.index(part, index, .forward))
        pass.normaliseAndActivate(piece)
        worker.spend(on: profile.index(.normalisation))
      }
    }
  }

  /// The affine layer at the inner end alone: its weights are too many for a cache.
  func convolve(_ index: Int, _ rows: Rows, _ worker: WorkerMemory) {
    layers[index].convolve(rows, worker.workspace)
    worker.spend(on: profile.index(part, index, .forward))
  }

  func convolveGradient(
    _ index: Int, _ rows: Rows, into inputGradient: SharedFloats, _ worker: WorkerMemory
  ) {
    layers[index].convolveGradient(rows, into: inputGradient, worker.workspace)
    worker.spend(on: profile.index(part, index, .inputGradient))
  }

  /// What a way back leaves behind besides the gradients of results.
  struct Wanted {
    /// Rows whose weight gradients are summed together, where layers sum by block; nil: no weight gradients.
    var block: Int?
    /// Where the gradient of the chain's input goes, rows without border.
    var inputGradient: SharedFloats?
  }

  /// From the gradient of layer `top`'s output, or of its result where that is the output, down to the
  /// result gradient of the first layer.
  ///
  /// `adding` may add to the gradient of a layer's output before the way goes on through that layer.
  func backward(
    _ rows: Rows, from top: Int, _ outputGradient: SharedFloats, _ wanted: Wanted,
    _ worker: WorkerMemory, adding: (Int, SharedFloats) -> Void = { _, _ in }
  ) {
    var gradient = outputGradient
    var skipGradient = outputGradient
    for index in stride(from: top, through: 0, by: -1) {
      let pass = layers[index]
      // A variable that a closure or a span holds on to would be allocated.
      let given = gradient
      let inputs = pass.layer.input.valueCount
      let below =
        index == 0 ? wanted.inputGradient : worker.scratch(index)[0..<rows.count * inputs]
      pass.inPieces(rows, block: wanted.block ?? 1) { piece in
        let first = piece.range.lowerBound - rows.range.lowerBound
        let part = first..<first + piece.count
        if !pass.layer.outputIsResult {
          pass.normaliseAndActivateGradient(
            piece, given.rows(part, of: pass.layer.output.valueCount))
          worker.spend(on: profile.index(.normalisation))
        }
        if let block = wanted.block {
          pass.blockGradients(piece, block: block, worker.workspace)
          worker.spend(on: profile.index(self.part, index, .weightGradient))
        }
        guard let below else { return }
        pass.convolveGradient(piece, into: below.rows(part, of: inputs), worker.workspace)
        worker.spend(on: profile.index(self.part, index, .inputGradient))
      }
      guard let below else { return }
      if pass.layer.addsSkip { skipGradient = given }
      gradient = below
      guard index > 0 else { return }
      if index < top && layers[index + 1].layer.addsSkip {
        let skipped = skipGradient
        var sum = below.mutableSpan
        pass.kernels.add(skipped.span, to: &sum)
      }
      adding(index - 1, below)
    }
  }

  /// One of the weight jobs on the rows of a batch.
  func runWeightJob(
    _ job: Int, _ batch: Batch, _ rows: WeightJobs.RowsPerPicture, _ worker: WorkerMemory
  ) {
    let part = weightJobs.run(job, batch, rows, worker.workspace)
    worker.spend(on: part)
  }
}
