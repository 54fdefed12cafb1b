import KernelSelection
import Testing

@Suite("Every vector convolution equals its plain twin")
struct ConvolutionTwinTests {
  /// All but plain, the last.
  static let levels = KernelSelection.available.dropLast().map(\.name)

  @Test(arguments: levels, try! ConvolutionCase.all())
  func equalsTheTwin(level: String, test: ConvolutionCase) throws {
    expectNone(test.differencesFromTwin(try KernelSelection.choose(level)))
  }

  @Test(arguments: levels, try! ConvolutionCase.all())
  func anySplitGivesTheSameBits(level: String, test: ConvolutionCase) throws {
    expectNone(test.differencesFromSplits(try KernelSelection.choose(level)))
  }

  @Test(arguments: levels, try! LongSum.all())
  func sumsOverABatchDoNotDrift(level: String, sum: LongSum) throws {
    expectNone(sum.differences(try KernelSelection.choose(level)))
  }
}
