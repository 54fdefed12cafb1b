import KernelSelection
import Testing

@Suite("AdamW and the sum of squares equal their plain twins")
struct OptimiserTests {
  @Test(arguments: KernelSelection.available.map(\.name), parameterCounts)
  func adamWEqualsTheTwin(level: String, count: Int) throws {
    try expectNone(differencesOfAdamW(KernelSelection.choose(level), count: count))
  }

  @Test(arguments: KernelSelection.available.map(\.name), parameterCounts)
  func sumOfSquaresEqualsTheTwin(level: String, count: Int) throws {
    try expectNone(differencesOfSquares(KernelSelection.choose(level), count: count))
  }
}
