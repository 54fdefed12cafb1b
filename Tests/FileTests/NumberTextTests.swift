import Files
import Testing

@Suite("Numbers are written as people read them")
struct NumberTextTests {
  @Test(
    "with so many digits after the point",
    arguments: [
      (0, 0, "0"), (2.5, 0, "3"), (-0.4, 0, "0"), (0.005, 2, "0.01"), (-0.004, 2, "0.00"),
      (-1.5, 2, "-1.50"), (12.3456, 3, "12.346"), (0.07, 1, "0.1"), (1e20, 2, "1e+20"),
      (.nan, 2, "nan"), (-.infinity, 2, "-inf"),
    ] as [(Double, Int, String)])
  func fixed(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(NumberText.fixed(value, decimals) == text)
  }

  @Test(
    "with their thousands set apart",
    arguments: [
      ("0", "0"), ("999", "999"), ("1000", "1,000"), ("-123456", "-123,456"), ("-123", "-123"),
      ("1234567.8901", "1,234,567.8901"),
    ])
  func grouped(_ number: String, _ text: String) {
    #expect(NumberText.grouped(number) == text)
    if let count = Int(number) { #expect(NumberText.grouped(count) == text) }
  }

  @Test func extremesTrapNothing() {
    #expect(NumberText.grouped(Int.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.fixed(.greatestFiniteMagnitude, 3) == "\(Double.greatestFiniteMagnitude)")
  }

  @Test("times, sizes and names in the words of people")
  func words() {
    let times = [0.8504, 12, 59.6, 200, 3600, 7500, .infinity].map(NumberText.duration)
    #expect(
      times == ["850 ms", "12 s", "1 min", "3 min 20 s", "1 h", "2 h 5 min", "a long time"])
    #expect(
      [0, 1, 512, 3210, 18_000_000, 2_500_000_000].map(NumberText.bytes)
        == ["0 bytes", "1 byte", "512 bytes", "3.2 kB", "18 MB", "2.5 GB"])
    #expect([0, 1, 2].map { NumberText.counted($0, "face") } == ["0 faces", "1 face", "2 faces"])
    #expect(NumberText.padded(7, 4) == "0007" && NumberText.padded(12_345, 4) == "12345")
    #expect(NumberText.padded(0xAB as UInt8, 4, radix: 16) == "00ab")
  }
}
