import KernelContract

/// The operations hand-vectorised, for the CPU level that this module is compiled for.
///
/// One source makes a module for each level: `Lanes` and `Level` come from the folder beside it.
/// Code outside may not inline any of it, and nothing generic of it may be shared with code
/// outside, or wide instructions would reach a CPU without them: entry points are `package` and
/// `@inline(never)`, everything else is internal, and inlined unless a comment says why not.
/// Internal types conform to internal protocols where they are declared: a conformance in an
/// extension is kept for the run time, together with functions that copy the type and may be
/// shared.
package struct VectorKernels: Sendable {
  package var name: String {
    @inline(never) get { Level.name }
  }

  @inline(never)
  package init() {}
}

extension VectorKernels {
  /// Twelve chains of multiply-adds: more than the eight that two units of latency four need, and
  /// few enough for 16 registers.
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
