extension VectorKernels {
  /// Twelve chains of multiply-adds: enough for two units of four cycles, and they fit into the 16
  /// registers of the narrowest level.
  @inline(never)
  package func multiplyAddBurst(rounds: Int) -> Double {
    var sums = InlineArray<12, Lanes>(repeating: .zero)
    let factor = Lanes(repeating: 0.5)
    for _ in 0..<rounds {
      for chain in 0..<12 { sums[chain].addProduct(factor, factor) }
    }
    // The sums are used, so that the loop is not optimised away: they are never negative.
    var isNegative = false
    for chain in 0..<12 { isNegative = isNegative || sums[chain][0] < 0 }
    return isNegative ? 0 : Double(rounds * 12 * Lanes.scalarCount * 2)
  }
}
