import Analysis
import Foundation
import Testing

@Suite("Paths, spaces and summaries of codes do what their formulas say")
struct LatentTests {
  @Test("both paths begin and end exactly at their ends", arguments: LatentPath.allCases)
  func ends(path: LatentPath) {
    let a: [Float] = [0.1, -2, 0.7]
    let b: [Float] = [1.3, 0.4, -0.2]
    #expect(path.point(0, from: a, to: b) == a)
    #expect(path.point(1, from: a, to: b) == b)
  }

  @Test("half of a quarter turn lies at 45 degrees, at the mean length")
  func quarterTurn() {
    let middle = LatentPath.slerp.point(0.5, from: [2, 0], to: [0, 4])
    let expected = Float(3 / 2.0.squareRoot())
    #expect(abs(middle[0] - expected) < 1e-6 && abs(middle[1] - expected) < 1e-6)
    #expect(LatentPath.lerp.point(0.5, from: [2, 0], to: [0, 4]) == [1, 2])
  }

  @Test(
    "slerp goes straight where there is no arc",
    arguments: [[1, 2], [-1, -2], [0, 0], [3, 6]] as [[Float]])
  func degenerate(end: [Float]) {
    let start: [Float] = [1, 2]
    let point = LatentPath.slerp.point(0.25, from: start, to: end)
    let straight = LatentPath.lerp.point(0.25, from: start, to: end)
    for (got, expected) in zip(point, straight) { #expect(abs(got - expected) < 1e-5) }
  }

  @Test("a path through three stops passes the middle one half-way")
  func stops() {
    let points = LatentPath.lerp.points(through: [[0], [1], [3]], steps: 5)
    #expect(points == [[0], [0.5], [1], [2], [3]])
  }

  @Test("an even straight walk has jumps of one length and no detour")
  func even() throws {
    let walk = (0..<5).map { [Float($0) / 8, Float($0) / 8] }
    let continuity = try #require(LatentSpace.continuity(walk))
    #expect(abs(continuity.meanJump - 0.125) < 1e-12)
    #expect(abs(continuity.longestJump - 1) < 1e-12)
    #expect(abs(continuity.detour - 1) < 1e-12)
  }

  @Test("one leap shows as the longest jump, a way back as a detour")
  func uneven() throws {
    let leap = try #require(LatentSpace.continuity([[0], [0], [1], [1]] as [[Float]]))
    #expect(abs(leap.longestJump - 3) < 1e-12)
    let back = try #require(LatentSpace.continuity([[0], [1], [0.5]] as [[Float]]))
    #expect(abs(back.detour - 3) < 1e-12)
    #expect(LatentSpace.continuity([[0.5], [0.5]]) == nil)
  }

  @Test("quantiles and errors")
  func summary() {
    #expect(Summary.quantile(0.5, of: [4, 1, 3]) == 3)
    #expect(Summary.quantile(0.25, of: [0, 1, 2, 3, 4]) == 1)
    #expect(abs(Summary.quantile(0.95, of: [0, 10]) - 9.5) < 1e-12)
    #expect(Summary.standardError([1, 3]) == 1)
  }
}
