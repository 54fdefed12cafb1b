import Tensors

/// The way forward without a way back, depth first: a layer takes as many rows as stay in the second-level
/// cache, and the next layer takes them from there.
extension Chain {
  /// Rows through an encoder's layers up to `last`; `writeInput` writes what the first one reads.
  func forward(
    through last: Int, _ rows: Rows, _ workspace: SharedFloats, writeInput: (Rows) -> Void
  ) {
    guard last >= 0 else { return writeInput(rows) }
    rows.forEachPart(of: pieces[last]) { piece in
      forward(through: last - 1, piece, workspace, writeInput: writeInput)
      passes[last].convolve(piece, workspace)
      passes[last].normaliseAndActivate(piece)
    }
  }

  /// Rows that have the stem's result through a decoder's layers from `first` on; `use` reads what the last
  /// one has written.
  func forward(
    from first: Int = 0, _ rows: Rows, _ workspace: SharedFloats, use: (Rows) -> Void
  ) {
    guard first < passes.count else { return use(rows) }
    rows.forEachPart(of: pieces[first]) { piece in
      if first > 0 { passes[first].convolve(piece, workspace) }
      passes[first].normaliseAndActivate(piece)
      forward(from: first + 1, piece, workspace, use: use)
    }
  }
}

extension [Layer] {
  /// How many rows each layer takes on its way depth first.
  ///
  /// The coarser a layer, the smaller its rows and the larger its weights, which more rows repay. Sizes are
  /// powers of two, and no finer layer takes more than a coarser one: so the pieces of one are made of whole
  /// pieces of the other.
  func pieces(isDecoder: Bool) -> [Int] {
    var coarsest = Layer.largestPiece
    let fromCoarsest = (isDecoder ? self : reversed()).map { layer in
      while coarsest > Swift.max(1, layer.fittingRows) { coarsest /= 2 }
      return coarsest
    }
    return isDecoder ? fromCoarsest : fromCoarsest.reversed()
  }
}

extension Layer {
  fileprivate static let largestPiece = 16
}
