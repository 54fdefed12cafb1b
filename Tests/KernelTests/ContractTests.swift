import KernelContract
import PlainKernels
import Testing

@Suite("A broken contract stops the program with the counts")
struct ContractTests {
  /// In optimised builds too, which drop the message of a `precondition`.
  @Test func missingImagesAreCounted() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let eight = [Float](repeating: 1, count: 8)
      var sums = [Float](repeating: 0, count: 4)
      var span = sums.mutableSpan
      PlainKernels().channelSums(
        ImageLayout(height: 1, width: 1, channels: 4), images: 3, x: eight.span, sums: &span)
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("images missing: needs 12, has 8"))
  }
}
