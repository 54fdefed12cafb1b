import KernelContract

/// The operations as textbooks write them, with sums in Double: what the comments of the contract
/// mean, what the vector tables are tested against, and what a CPU without AVX2 runs.
package struct PlainKernels: Sendable {
  package var name: String { "plain" }

  package init() {}

  package func multiplyAddBurst(rounds: Int) -> Double {
    var a = 1.0, b = 1.0, c = 1.0, d = 1.0
    for _ in 0..<rounds {
      a = a * 0.5 + 0.25
      b = b * 0.5 + 0.25
      c = c * 0.5 + 0.25
      d = d * 0.5 + 0.25
    }
    // The sum is used, so that the loop is not optimised away: it is never negative.
    return a + b + c + d < 0 ? 0 : Double(rounds) * 8
  }
}

extension PlainKernels: RandomKernels, KernelTable {}
