/// Which buffers of a layer are passing; without training none is.
///
/// A buffer may pass if nobody reads it in a later phase than the one that writes it. A decoder's groups go
/// forward and back in one phase, an encoder's in two; the convolution of the affine layer at the inner end
/// of each is in yet another. Weight gradients that are not summed by block read their layer's input and
/// result gradient after all groups, and bias gradients the latter.
struct PassingBuffers {
  private(set) var result = false
  private(set) var output = false
  private(set) var resultGradient = false

  init() {}

  /// Of layer `index` of a chain in training.
  init(_ index: Int, of layers: [Layer], isDecoder: Bool) {
    let layer = layers[index]
    let isLast = index + 1 == layers.count
    let isInnerEnd = isDecoder ? index == 0 : isLast
    resultGradient = !isInnerEnd && layer.sumsByBlock && layer.bias.isEmpty
    guard isDecoder else { return }
    result = !isInnerEnd
    output = isLast || layers[index + 1].sumsByBlock
    if layer.isBare {
      // One buffer is both.
      result = result && output
      output = result
    }
  }
}
