/// Which buffers of a chain have slots at each worker, and how many, instead of one for each row.
///
/// What nobody reads in a later phase than the one that writes it need not be kept: its memory is used
/// again for the next rows, and is found in the cache. The convolution of the affine layer at the inner
/// end of each chain is in a phase of its own.
struct BufferReuse {
  /// Of the buffer that the first layer reads.
  let input: Int?
  let layers: [OfLayer]
  /// The rows that each layer takes on the way forward alone.
  let pieces: [Int]

  struct OfLayer {
    var result: Int?
    var output: Int?
    var resultGradient: Int?
  }

  init(_ layers: [Layer], _ use: Chain.Use) {
    let pieces = layers.pieces(isDecoder: use.isDecoder)
    self.pieces = pieces
    if use.keepsAllRows {
      input = nil
      self.layers = layers.map { _ in OfLayer() }
    } else if let training = use.training {
      input = nil
      self.layers = layers.indices.map {
        BufferReuse.inTraining($0, of: layers, isDecoder: use.isDecoder, training.slots)
      }
    } else {
      input = use.isDecoder || layers.count == 1 ? nil : pieces[0]
      self.layers = layers.indices.map {
        use.isDecoder
          ? BufferReuse.ofDecoder($0, pieces) : BufferReuse.ofEncoder($0, of: layers, pieces)
      }
    }
  }

  /// A decoder's groups go forward and back in one phase, an encoder's in two. Weight gradients that are not
  /// summed by block read their layer's input and result gradient after all groups, and bias gradients
  /// the latter.
  private static func inTraining(
    _ index: Int, of layers: [Layer], isDecoder: Bool, _ slots: Int
  ) -> OfLayer {
    let layer = layers[index]
    let isLast = index + 1 == layers.count
    let isInnerEnd = isDecoder ? index == 0 : isLast
    var passing = OfLayer()
    if !isInnerEnd && layer.sumsByBlock && layer.bias.isEmpty { passing.resultGradient = slots }
    guard isDecoder else { return passing }
    let isOutputPassing = isLast || layers[index + 1].sumsByBlock
    if layer.outputIsResult {
      // One buffer is both.
      if !isInnerEnd && isOutputPassing { (passing.result, passing.output) = (slots, slots) }
    } else {
      if !isInnerEnd { passing.result = slots }
      if isOutputPassing { passing.output = slots }
    }
    return passing
  }

  /// A layer's output is read by pieces of the next layer; where a block adds its skip, by those of the one after it.
  private static func ofEncoder(_ index: Int, of layers: [Layer], _ pieces: [Int]) -> OfLayer {
    let head = layers.count - 1
    guard index < head else { return OfLayer() }
    guard index + 1 < head else { return OfLayer(result: pieces[index]) }
    let addsSkip = index + 2 < head && layers[index + 2].addsSkip
    return OfLayer(result: pieces[index], output: addsSkip ? pieces[index + 2] : pieces[index + 1])
  }

  private static func ofDecoder(_ index: Int, _ pieces: [Int]) -> OfLayer {
    index == 0
      ? OfLayer(output: pieces[0]) : OfLayer(result: pieces[index], output: pieces[index])
  }
}
