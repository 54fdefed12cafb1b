import Images
import Testing

@Suite("Charts show their numbers")
struct ChartTests {
  private let blue: [UInt8] = [37, 99, 180]
  private let orange: [UInt8] = [224, 123, 32]

  /// The pixels of one colour: for each column that has any, the rows from the first to the last.
  private func columns(_ color: [UInt8], _ picture: Picture, below top: Int) -> [Int: ClosedRange<
    Int
  >] {
    var found: [Int: ClosedRange<Int>] = [:]
    for y in top..<picture.height {
      for x in 0..<picture.width {
        let i = (y * picture.width + x) * 3
        guard picture.pixels[i] == color[0], picture.pixels[i + 1] == color[1],
          picture.pixels[i + 2] == color[2]
        else { continue }
        found[x] = min(y, found[x]?.lowerBound ?? y)...max(y, found[x]?.upperBound ?? y)
      }
    }
    return found
  }

  private func line(_ name: String, _ y: (Int) -> Double) -> LineChart.Series {
    .init(name: name, points: (0...100).map { (Double($0), y($0)) })
  }

  @Test func linesRunWhereTheirNumbersAre() throws {
    let chart = LineChart(
      title: "Title", series: [line("up", { Double($0) }), line("flat", { _ in 25 })])
    let picture = chart.draw(width: 500, height: 300)
    #expect(picture.width == 500 && picture.height == 300 && picture.channels == 3)
    let (up, flat) = (columns(blue, picture, below: 30), columns(orange, picture, below: 30))
    let left = try #require(up.keys.min()), right = try #require(up.keys.max())
    #expect(right - left > 400)
    // The rising line's ends give the scale; the flat one must lie a quarter up.
    let bottom = Double(try #require(up[left]).upperBound)
    let top = Double(try #require(up[right]).lowerBound)
    for (x, rows) in flat where abs(x - left) > 4 && abs(x - right) > 4 {
      let middle = Double(rows.lowerBound + rows.upperBound) / 2
      #expect(abs(middle - (bottom - (bottom - top) / 4)) < 2, "column \(x)")
    }
    for (x, rows) in up {
      let expected = bottom - (bottom - top) * Double(x - left) / Double(right - left)
      #expect(abs(Double(rows.lowerBound + rows.upperBound) / 2 - expected) < 2.5, "column \(x)")
    }
  }

  @Test func whatIsNotANumberInterruptsTheLine() throws {
    let chart = LineChart(
      title: "", series: [line("gap", { (40...60).contains($0) ? .nan : Double($0 % 3) })])
    let found = columns(blue, chart.draw(width: 500, height: 300), below: 30)
    let left = try #require(found.keys.min()), right = try #require(found.keys.max())
    let inside = (left + (right - left) * 42 / 100)...(left + (right - left) * 58 / 100)
    #expect(found.keys.allSatisfy { !inside.contains($0) })
    #expect(found.count > (right - left) / 2)
  }

  @Test func aPointAloneCanBeSeen() throws {
    let chart = LineChart(title: "", series: [.init(name: "one", points: [(x: 3, y: 7)])])
    let found = columns(blue, chart.draw(width: 500, height: 300), below: 30)
    #expect(found.count >= 5 && found.values.contains { $0.count >= 5 })
  }

  @Test func barsAreAsHighAsTheirNumbers() throws {
    let chart = BarChart(title: "KL", values: [4, 2, 1, .nan, 0])
    let found = columns(blue, chart.draw(width: 500, height: 300), below: 30)
    let heights = Set(found.values.map { $0.count })
    let highest = try #require(heights.max())
    #expect(heights.count == 3)
    for share in [1, 2, 4] {
      #expect(heights.contains { abs($0 * share - highest) <= 2 * share }, "1/\(share)")
    }
  }

  @Test(arguments: [0, 1]) func chartsOfNothingAreDrawn(points: Int) {
    let series = LineChart.Series(name: "", points: (0..<points).map { (Double($0), 1) })
    let picture = LineChart(title: "…", series: [series]).draw(width: 120, height: 90)
    #expect(Set(picture.pixels).count > 1)
    #expect(BarChart(title: "", values: []).draw(width: 120, height: 90).width == 120)
  }
}
