import Testing

@Suite("Every vector convolution equals its plain twin")
struct ConvolutionTwinTests {
  @Test(arguments: ConvolutionLevel.all, try! ConvolutionCase.all())
  func equalsTheTwin(level: ConvolutionLevel, test: ConvolutionCase) {
    expectNone(test.differencesFromTwin(level.kernels))
  }

  @Test(arguments: ConvolutionLevel.all, try! ConvolutionCase.all())
  func anySplitGivesTheSameBits(level: ConvolutionLevel, test: ConvolutionCase) {
    expectNone(test.differencesFromSplits(level.kernels))
  }
}
