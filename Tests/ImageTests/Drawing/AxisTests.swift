import Images
import Testing

@Suite("Axes have round ticks that hold their data")
struct AxisTests {
  @Test(
    arguments: [
      ([0, 10], 5, ["0", "2", "4", "6", "8", "10"]),
      ([0.3, 9.7], 5, ["0", "2", "4", "6", "8", "10"]),
      ([2400, 6120], 5, ["2,000", "3,000", "4,000", "5,000", "6,000", "7,000"]),
      ([-0.01, 0.012], 5, ["-0.010", "-0.005", "0", "0.005", "0.010", "0.015"]),
      ([-3, 3], 3, ["-4", "-2", "0", "2", "4"]),
      ([5, 5], 4, ["4.5", "5.0", "5.5"]),
      ([0, 3e8], 3, ["0", "1e8", "2e8", "3e8"]),
      ([0, 2e-7], 2, ["0", "1e-7", "2e-7"]),
      ([.nan, 1, .infinity, 2], 2, ["1.0", "1.5", "2.0"]),
      ([], 1, ["0", "1"]), ([0, 1e-300], 4, ["-1.0e-9", "-5e-10", "0", "5e-10", "1.0e-9"]),
    ] as [([Double], Int, [String])])
  func linear(values: [Double], count: Int, labels: [String]) {
    let axis = Axis(values, roundedEnds: true, count: count)
    #expect(axis.ticks.map(\.label) == labels)
    #expect(axis.place(axis.low) == 0 && axis.place(axis.high) == 1)
    for value in values where value.isFinite {
      #expect((0...1).contains(axis.place(value)), "\(value)")
    }
  }

  @Test func withoutRoundedEndsAnAxisEndsWithItsData() {
    let axis = Axis([1, 851], roundedEnds: false, count: 5)
    #expect(axis.low == 1 && axis.high == 851)
    #expect(axis.ticks.map(\.value) == [200, 400, 600, 800])
  }

  @Test(
    arguments: [
      [1e300, -1e300], [Double.leastNonzeroMagnitude, 1], [1, 1.0000000000000002],
      [1e15, 1e15 + 0.125],
      [.nan], [.infinity, -.infinity], [0, 0],
    ] as [[Double]])
  func strangeNumbersTrapNothing(values: [Double]) {
    for roundedEnds in [false, true] {
      let axis = Axis(values, roundedEnds: roundedEnds, count: 5)
      #expect(axis.low < axis.high && axis.ticks.count < 40)
    }
  }
}
