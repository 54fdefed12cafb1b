import Testing
import Threads

@Suite("The processors that a process may use")
struct ProcessorsTests {
  @Test(arguments: [
    ("0", 1), ("0-1", 2), ("0-3,8", 5), ("1,3,5", 3), ("0-127", 128), ("2-2", 1),
    ("", nil), ("3-1", nil), ("x", nil), ("0-", nil), ("-1", nil), ("0-1-2", nil),
    ("0-99999999999", nil),
  ])
  func affinityIsCounted(list: String, count: Int?) {
    let status =
      "Name:\tvae-img\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems_allowed:\t1\n"
    #expect(Processors.allowed(status: status) == count)
  }

  @Test func aStatusWithoutTheLineSaysNothing() {
    #expect(Processors.allowed(status: "") == nil)
    #expect(Processors.allowed(status: "Name:\tvae-img\n") == nil)
  }

  @Test func thereIsAtLeastOne() {
    #expect(Processors.available >= 1)
  }
}
