import KernelSelection
import Testing

@Suite("Elementary functions keep the errors stated beside them, over the range of floats")
struct ElementaryFunctionTests {
  @Test(arguments: KernelSelection.available.map(\.name), ElementaryClaim.all)
  func staysWithinItsClaim(level: String, claim: ElementaryClaim) throws {
    try expectNone(claim.differences(KernelSelection.choose(level)))
  }
}
